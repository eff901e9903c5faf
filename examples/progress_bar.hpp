// ProgressBar: how far a training of an example is and how it goes, in one line that updates in place on a terminal; in a log
// file, only the finished line.
#pragma once

#include <cstdio>
#include <string>

namespace surefoot::program {

class ProgressBar {
  public:
    explicit ProgressBar(std::FILE* out);

    void update(const std::string& name, double share, const std::string& figures);  // share: 0 to 1
    void finish(const std::string& name, const std::string& figures);                // and a new line begins

  private:
    std::FILE* out_;
    bool terminal_;
    int drawn_ = -1;  // the thousandths that are on the screen
};

}  // namespace surefoot::program
