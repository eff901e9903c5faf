// EventFile: the rows of progress.csv once more, as TensorBoard reads them.
//
// A file of records (TensorFlow's TFRecord: a length, its checksum, bytes, their checksum), each a protobuf message `Event`
// (tensorflow/core/util/event.proto) with one scalar for each cell of a row, at the environment steps of the row.
#pragma once

#include <filesystem>
#include <span>

#include "nn/storage/file.hpp"
#include "rl/runs/progress.hpp"

namespace surefoot::program {

class EventFile {
  public:
    // Begins a new file in the directory. Where there are some already, TensorBoard is told to forget what they have from
    // behind `before` on, which are the rows that the run goes on from; else these rows come first.
    EventFile(const std::filesystem::path& directory, std::span<const rl::Progress> before);

    void append(const rl::Progress& progress);

  private:
    EventFile(const std::filesystem::path& directory, std::span<const rl::Progress> before, int others);
    nn::GrowingFile file_;
};

}  // namespace surefoot::program
