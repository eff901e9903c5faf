// What a training came to, to look at: three figures, and a page of mistakes.
#pragma once

#include <string>
#include <vector>

#include "examples/07_fashion_mnist/training.hpp"

namespace surefoot::fashion {

// SVG. The loss and the accuracy after each epoch, of the pictures trained on as they were met and of the test.
std::string learning_curves(const std::vector<Score>& train, const std::vector<Score>& test);
// How many pictures of each class (rows) were taken for each class (columns).
std::string confusion_matrix(const nn::ImageSet& set, const std::vector<int>& chosen);
// filters: [n, rows, columns]. Each as a picture: blue below 0, red above, white 0, by the largest of its own.
std::string filter_pictures(const ad::Tensor& filters);

// A page with these figures and the mistakes of which the network was surest, at most `most` of them.
std::string mistakes_page(const nn::ImageSet& set, const Answers& answers, const std::vector<std::string>& figures,
                          int most = 200);

}  // namespace surefoot::fashion
