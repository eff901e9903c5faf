#include "examples/surefoot/tensorboard.hpp"

#include <fmt/format.h>

#include <boost/crc.hpp>
#include <chrono>
#include <protozero/pbf_writer.hpp>
#include <string>

namespace surefoot::program {

namespace fs = std::filesystem;

namespace {

// The numbers of the fields, from event.proto and summary.proto.
enum class Event : protozero::pbf_tag_type { wall_time = 1, step = 2, file_version = 3, summary = 5, session_log = 7 };
enum class SummaryField : protozero::pbf_tag_type { value = 1 };
enum class Value : protozero::pbf_tag_type { tag = 1, simple_value = 2 };
enum class SessionLog : protozero::pbf_tag_type { status = 1 };
constexpr int session_start = 1;

template <class Tag>
protozero::pbf_tag_type number(Tag tag) {
    return static_cast<protozero::pbf_tag_type>(tag);
}

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

std::string little_endian(std::uint64_t value, int bytes) {
    std::string text;
    for (int k = 0; k < bytes; ++k) text += static_cast<char>(value >> (8 * k) & 0xff);
    return text;
}

// CRC-32C, rotated and shifted as TFRecord has it.
std::uint32_t masked_crc(const std::string& text) {
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
    crc.process_bytes(text.data(), text.size());
    const std::uint32_t sum = crc.checksum();
    return (sum >> 15 | sum << 17) + 0xa282ead8u;
}

std::string record(const std::string& event) {
    const std::string length = little_endian(event.size(), 8);
    return length + little_endian(masked_crc(length), 4) + event + little_endian(masked_crc(event), 4);
}

// An event of now, completed by `fill`.
template <class Fill>
std::string event(Fill fill) {
    std::string bytes;
    protozero::pbf_writer writer(bytes);
    writer.add_double(number(Event::wall_time), now());
    fill(writer);
    return record(bytes);
}

int event_files(const fs::path& directory) {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(directory))
        count += entry.path().filename().string().starts_with("events.out.tfevents.") ? 1 : 0;
    return count;
}

// TensorBoard reads them in the order of their names.
fs::path file_name(const fs::path& directory, int others) {
    return directory / fmt::format("events.out.tfevents.{:010}.{:04}.surefoot", static_cast<long>(now()), others);
}

}  // namespace

EventFile::EventFile(const fs::path& directory, std::span<const rl::Progress> before)
    : EventFile(directory, before, event_files(directory)) {}

EventFile::EventFile(const fs::path& directory, std::span<const rl::Progress> before, int others)
    : file_(file_name(directory, others)) {
    file_.cut(0);
    file_.append(event([](auto& e) { e.add_string(number(Event::file_version), "brain.Event:2"); }));
    if (others == 0) {
        for (const rl::Progress& row : before) append(row);
        return;
    }
    file_.append(event([&](auto& e) {
        e.add_int64(number(Event::step), before.empty() ? 0 : before.back().env_steps + 1);
        protozero::pbf_writer log(e, number(Event::session_log));
        log.add_enum(number(SessionLog::status), session_start);
    }));
}

void EventFile::append(const rl::Progress& progress) {
    file_.append(event([&](auto& e) {
        e.add_int64(number(Event::step), progress.env_steps);
        protozero::pbf_writer summary(e, number(Event::summary));
        for (const auto& [name, value] : rl::numbers(progress)) {
            protozero::pbf_writer scalar(summary, number(SummaryField::value));
            scalar.add_string(number(Value::tag), name);
            scalar.add_float(number(Value::simple_value), static_cast<float>(value));
        }
    }));
}

}  // namespace surefoot::program
