// FunctionRef: a function that a call borrows. Unlike std::function it owns nothing and allocates nothing; it must not
// outlive the call that it is an argument of.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace surefoot::ad {

template <class Signature>
class FunctionRef;

template <class Result, class... Arguments>
class FunctionRef<Result(Arguments...)> {
  public:
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef> &&
             std::is_invocable_r_v<Result, const std::remove_reference_t<F>&, Arguments...>) FunctionRef(F&& f)
        : function_(std::addressof(f)), call_([](const void* function, Arguments... arguments) -> Result {
              const auto& f = *static_cast<const std::remove_reference_t<F>*>(function);
              if constexpr (std::is_void_v<Result>)
                  f(std::forward<Arguments>(arguments)...);
              else
                  return f(std::forward<Arguments>(arguments)...);
          }) {}

    Result operator()(Arguments... arguments) const { return call_(function_, std::forward<Arguments>(arguments)...); }

  private:
    const void* function_;
    Result (*call_)(const void*, Arguments...);
};

}  // namespace surefoot::ad
