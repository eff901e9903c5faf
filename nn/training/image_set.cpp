#include "nn/training/image_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"

namespace surefoot::nn {

ImageSet::ImageSet(const std::filesystem::path& images, const std::filesystem::path& labels, int classes)
    : images_(load_idx(images)), labels_(load_idx(labels)), classes_(classes) {
    const auto refuse = [](const std::filesystem::path& path, const std::string& why) {
        throw std::runtime_error(fmt::format("{}: {}", path.string(), why));
    };
    const ad::Shape &pictures = images_.shape(), &answers = labels_.shape();
    if (pictures.rank() != 3 || pictures[1] == 0 || pictures[2] == 0)
        refuse(images, fmt::format("{} are no images; those are [n, rows, columns]", to_string(pictures)));
    if (answers.rank() != 1) refuse(labels, fmt::format("{} are no labels; those are [n]", to_string(answers)));
    if (answers[0] != pictures[0]) refuse(labels, fmt::format("{} labels for {} images", answers[0], pictures[0]));
    const auto wrong = std::ranges::find_if(labels_.values(), [&](std::uint8_t label) { return label >= classes; });
    if (wrong != labels_.values().end())
        refuse(labels,
               fmt::format("label {} is {}; there are {} classes", wrong - labels_.values().begin(), *wrong, classes));
}

ad::Tensor ImageSet::images(std::span<const int> numbers) const {
    return ad::gather_rows(images_.values(), {1, rows(), columns()}, numbers, 255);
}

ad::Index ImageSet::labels(std::span<const int> numbers) const {
    ad::pool::vector<int> chosen;
    chosen.reserve(numbers.size());
    for (const int number : numbers) {
        if (number < 0 || number >= size())
            throw ad::ShapeError(fmt::format("ImageSet: number {} of {} images", number, size()));
        chosen.push_back(label(number));
    }
    return chosen;
}

std::span<const std::uint8_t> ImageSet::pixels(int number) const {
    const auto one = static_cast<std::size_t>(rows()) * static_cast<std::size_t>(columns());
    return images_.values().subspan(static_cast<std::size_t>(number) * one, one);
}

}  // namespace surefoot::nn
