#include "autodiff/kernels/product.hpp"

#include <type_traits>
#include <utility>

#ifndef SUREFOOT_VECTOR_BYTES
#define SUREFOOT_VECTOR_BYTES 16
#define SUREFOOT_PRODUCT product_portable
#endif

namespace surefoot::ad::kernels {
namespace {

using Index = std::ptrdiff_t;

constexpr int widest = SUREFOOT_VECTOR_BYTES;
// How many vectors the processor has names for.
#if defined(__aarch64__)
constexpr int registers = 32;
#else
constexpr int registers = widest == 64 ? 32 : 16;
#endif
// Sums that a tile keeps in them, and how many vectors of B it reads at a time. A browser's compiler has no fused multiply-add to
// ask for, and spends a register on each product.
#if defined(__wasm__)
constexpr int most_sums = 8, most_vectors = 2;
#else
constexpr int most_sums = registers == 32 ? 24 : 12, most_vectors = registers == 32 ? 4 : 3;
#endif

// A vector of so many bytes, in a register; and in memory, where it may stand anywhere.
template <int bytes>
struct Kinds {
    typedef Real Vector __attribute__((vector_size(bytes)));
    typedef Real Unaligned __attribute__((vector_size(bytes), aligned(alignof(Real)), may_alias));
};
template <int bytes>
using Vector = typename Kinds<bytes>::Vector;
template <int bytes>
using Integers = decltype(Vector<bytes>{} < Vector<bytes>{});

template <int bytes>
constexpr int lanes = bytes / static_cast<int>(sizeof(Real));

template <int bytes>
Vector<bytes> load(const Real* x) {
    return *reinterpret_cast<const typename Kinds<bytes>::Unaligned*>(x);
}
template <int bytes>
void store(Real* x, const Vector<bytes>& v) {
    *reinterpret_cast<typename Kinds<bytes>::Unaligned*>(x) = v;
}

constexpr int least(int a, int b) { return a < b ? a : b; }

// Rows of op(A), from one on.
struct Rows {
    const Real* data;
    Index row_step, column_step;
    Rows from(Index i, Index p = 0) const { return {data + i * row_step + p * column_step, row_step, column_step}; }
};

// Rows that the sums are added to: C's own, or one again and again. Without data there are none.
struct Start {
    const Real* data;
    Index step;
    Start from(Index i, Index j = 0) const { return {data ? data + i * step + j : nullptr, step}; }
};

// Columns of B and C that are worked on together: `vectors` side by side, of which the last ends where the columns end and so may
// lie over the one before it.
struct Panel {
    const Real* b;
    Index b_step, b_last;  // from a row of b to the next; from its beginning to the last vector
    Real* c;
    Index c_step, c_last;
    Start start;
};

// #region tile
// C's tile, rows from i on by vectors, from k rows of B: its elements stay in registers while the sums grow, in the order of p.
template <int bytes, int rows, int vectors>
void tile(int i, int k, const Rows& A, const Panel& panel) {
    Vector<bytes> sum[rows][vectors] = {};
    const Index row_step = A.row_step, column_step = A.column_step, b_step = panel.b_step, b_last = panel.b_last;
    const Real *x = A.data + i * row_step, *b = panel.b;
    do {
        Vector<bytes> y[vectors];
        for (int v = 0; v < vectors; ++v) y[v] = load<bytes>(b + (v + 1 < vectors ? v * lanes<bytes> : b_last));
        for (int r = 0; r < rows; ++r)
            for (int v = 0; v < vectors; ++v) sum[r][v] += x[r * row_step] * y[v];
        x += column_step, b += b_step;
    } while (--k > 0);

    Real* c = panel.c + i * panel.c_step;
    const Start start = panel.start.from(i);
    const Index c_last = panel.c_last;
    const auto at = [c_last](int v) { return v + 1 < vectors ? v * lanes<bytes> : c_last; };
    for (int r = 0; r < rows; ++r, c += panel.c_step) {
        // All is read before one is written, as the last may lie over another
        if (const Real* first = start.from(r).data)
            for (int v = 0; v < vectors; ++v) sum[r][v] += load<bytes>(first + at(v));
        for (int v = 0; v < vectors; ++v) store<bytes>(c + at(v), sum[r][v]);
    }
}
// #endregion tile

// The rows of a tile: of a single vector fewer sums do, as each row's element of A is in a register for it alone.
template <int vectors>
constexpr int most_rows = vectors > 1       ? most_sums / vectors
                          : registers == 32 ? 12
                                            : least(10, most_sums);

// The tiles of a panel one below the other: as many of the most rows as there are, then smaller ones.
template <int bytes, int vectors, int rows = most_rows<vectors>>
void tiles(int m, int k, const Rows& A, const Panel& panel, int i = 0) {
    for (; i + rows <= m; i += rows) tile<bytes, rows, vectors>(i, k, A, panel);
    if constexpr (rows > 1)
        if (i < m) tiles<bytes, vectors, (rows > 8 ? 8 : rows > 4 ? 4 : rows > 2 ? 2 : 1)>(m, k, A, panel, i);
}

// Calls f(first column, columns, vectors) for each panel of n columns; none but a first of all has a single vector, so that
// the last, which lies over the one before it, finds that in its own panel.
template <int bytes, class F>
[[gnu::always_inline]] inline void for_each_panel(int n, int most, F f) {
    int left = (n + lanes<bytes> - 1) / lanes<bytes>;
    for (int j = 0; left > 0;) {
        const int vectors = left <= most ? left : left == most + 1 ? most - 1 : most;
        const int columns = least(n - j, vectors * lanes<bytes>);
        f(j, columns, vectors);
        left -= vectors, j += columns;
    }
}

template <int bytes, int most>
[[gnu::always_inline]] inline void panel_of(int vectors, int m, int k, const Rows& A, const Panel& panel) {
    if constexpr (most > 1)
        if (vectors < most) return panel_of<bytes, most - 1>(vectors, m, k, A, panel);
    tiles<bytes, most>(m, k, A, panel);
}

// C's columns from B as it stands, at least a vector of them.
template <int bytes, int most>
void multiply_unpacked(int m, int k, int n, const Rows& A, const Real* B, Index b_step, Start start, Real* C,
                       Index c_step) {
    for_each_panel<bytes>(n, most, [&](int j, int columns, int vectors) {
        const Index last = columns - lanes<bytes>;
        panel_of<bytes, most>(vectors, m, k, A, {B + j, b_step, last, C + j, c_step, last, start.from(0, j)});
    });
}

// #region transpose
// Of two vectors whose numbers differ in `step`: what stands crosswise changes places.
template <int bytes, int step, int... l>
void exchange(Vector<bytes>& x, Vector<bytes>& y, std::integer_sequence<int, l...>) {
    constexpr int n = lanes<bytes>;
    const Vector<bytes> low = __builtin_shufflevector(x, y, ((l & step) ? n + (l ^ step) : l)...);
    const Vector<bytes> high = __builtin_shufflevector(x, y, ((l & step) ? n + l : l | step)...);
    x = low, y = high;
}

// The rows of a square become its columns: every index is exchanged with the other, a bit at a time.
template <int bytes, int step = 1>
void transpose(Vector<bytes>* x) {
    if constexpr (step < lanes<bytes>) {
        for (int r = 0; r < lanes<bytes>; ++r)
            if (!(r & step)) exchange<bytes, step>(x[r], x[r | step], std::make_integer_sequence<int, lanes<bytes>>());
        transpose<bytes, 2 * step>(x);
    }
}

// x[0] becomes the sums over each of as many vectors as one has lanes: half of a transpose, adding on the way.
template <int bytes, int step = 1>
void sum_each(Vector<bytes>* x) {
    if constexpr (step < lanes<bytes>) {
        for (int r = 0; r < lanes<bytes>; r += 2 * step) {
            exchange<bytes, step>(x[r], x[r + step], std::make_integer_sequence<int, lanes<bytes>>());
            x[r] += x[r + step];
        }
        sum_each<bytes, 2 * step>(x);
    }
}
// #endregion transpose

// A panel of k rows of B one behind the other, so that a tile reads it from the first byte to the last.
template <int bytes>
void pack(int k, const Real* b, Index b_step, int columns, int vectors, Real* out) {
    for (int p = 0; p < k; ++p, b += b_step)
        for (int v = 0; v < vectors; ++v, out += lanes<bytes>)
            store<bytes>(out, load<bytes>(b + (v + 1 < vectors ? v * lanes<bytes> : columns - lanes<bytes>)));
}
// The same of Bᵀ, whose rows are the panel's columns: squares of it are turned in registers.
template <int bytes>
void pack_transposed(int k, const Real* b, Index b_step, int columns, int vectors, Real* out) {
    const Index width = vectors * lanes<bytes>;
    for (int v = 0; v < vectors; ++v, out += lanes<bytes>) {
        const Index first = v + 1 < vectors ? v * lanes<bytes> : columns - lanes<bytes>;
        const Real* from = b + first * b_step;
        int p = 0;
        for (; p + lanes<bytes> <= k; p += lanes<bytes>) {
            Vector<bytes> square[lanes<bytes>];
            for (int r = 0; r < lanes<bytes>; ++r) square[r] = load<bytes>(from + r * b_step + p);
            transpose<bytes>(square);
            for (int r = 0; r < lanes<bytes>; ++r) store<bytes>(out + (p + r) * width, square[r]);
        }
        for (; p < k; ++p)
            for (int r = 0; r < lanes<bytes>; ++r) out[p * width + r] = from[r * b_step + p];
    }
}

// #region blocks
constexpr int block = 128;      // rows of B packed at a time: a panel of them is 32 KB
constexpr int rows_of_A = 192;  // that are multiplied with one panel after the other, while the cache has them

// So many of k rows at a time that the blocks are as equal as can be. A sum's order depends on them, and so on k alone.
constexpr int block_of(int k) {
    if (k <= block) return k;
    const int blocks = (k + block - 1) / block;
    return (k + blocks - 1) / blocks;
}

// C's columns from packed panels, at least a vector of them.
template <int bytes>
void multiply_packed(int m, int k, int n, const Rows& A, const Real* B, Index b_step, bool transposed, Start start,
                     Real* C, Index c_step, Real* room) {
    const int at_a_time = block_of(k);
    for (int p = 0; p < k; p += at_a_time, start = {C, c_step}) {
        const int count = least(at_a_time, k - p);
        Real* packed = room;
        for_each_panel<bytes>(n, most_vectors, [&](int j, int columns, int vectors) {
            if (transposed)
                pack_transposed<bytes>(count, B + j * b_step + p, b_step, columns, vectors, packed);
            else
                pack<bytes>(count, B + p * b_step + j, b_step, columns, vectors, packed);
            packed += Index{count} * vectors * lanes<bytes>;
        });
        for (int i = 0; i < m; i += rows_of_A) {
            const Real* b = room;
            for_each_panel<bytes>(n, most_vectors, [&](int j, int columns, int vectors) {
                const Index width = vectors * lanes<bytes>;
                panel_of<bytes, most_vectors>(vectors, least(rows_of_A, m - i), count, A.from(i, p),
                                              {b, width, width - lanes<bytes>, C + i * c_step + j, c_step,
                                               columns - lanes<bytes>, start.from(i, j)});
                b += count * width;
            });
        }
    }
}
// #endregion blocks

// The last so many lanes of x, and zeros before them.
template <int bytes, int... l>
Vector<bytes> last_lanes(const Vector<bytes>& x, int count, std::integer_sequence<int, l...>) {
    constexpr Integers<bytes> lane{l...};
    return lane >= lanes<bytes> - count ? x : Vector<bytes>{};
}

// Where few columns would leave most of a vector's lanes idle, or few rows are not worth turning B: dot products of rows of A
// with columns of B that are contiguous, at least a vector long, each summed in the lanes of a vector.
template <int bytes, int rows, int columns>
void dots(int k, const Real* a, Index a_step, const Real* b, Index b_step, Start start, Real* c, Index c_step) {
    constexpr int n = lanes<bytes>, squares = (rows * columns + n - 1) / n;
    Vector<bytes> sum[squares * n] = {};
    const auto add = [&](int p, auto counted) {
        Vector<bytes> y[columns];
        for (int j = 0; j < columns; ++j) y[j] = counted(load<bytes>(b + j * b_step + p));
        for (int r = 0; r < rows; ++r) {
            const Vector<bytes> x = counted(load<bytes>(a + r * a_step + p));
            for (int j = 0; j < columns; ++j) sum[r * columns + j] += x * y[j];
        }
    };
    int p = 0;
    do {
        add(p, [](const Vector<bytes>& x) { return x; });
        p += n;
    } while (p + n <= k);
    if (p < k)  // the last vector ends where the rows end, and some of it was counted before
        add(k - n,
            [=](const Vector<bytes>& x) { return last_lanes<bytes>(x, k - p, std::make_integer_sequence<int, n>()); });
    Real total[squares * n];
    for (int s = 0; s < squares; ++s) {
        sum_each<bytes>(sum + s * n);
        store<bytes>(total + s * n, sum[s * n]);
    }
    for (int r = 0; r < rows; ++r, c += c_step) {
        const Real *row = total + r * columns, *first = start.from(r).data;
        if constexpr (columns == 1)
            *c = first ? *first + *row : *row;
        else {
            constexpr int wide = columns * static_cast<int>(sizeof(Real));
            store<wide>(c, first ? load<wide>(first) + load<wide>(row) : load<wide>(row));
        }
    }
}

// Calls f(first, size) for pieces of n, as many of the first size as there are, then of the next; a size is a type, so that it is
// known when this is compiled.
template <int... sizes, class F>
void for_each_piece(int n, F f) {
    int i = 0;
    const auto take = [&](auto size) {
        for (constexpr int count = decltype(size)::value; i + count <= n; i += count) f(i, size);
    };
    (take(std::integral_constant<int, sizes>()), ...);
}

constexpr int most_dots = registers == 32 ? 16 : 8;  // at a time

template <int bytes>
void multiply_by_dots(int m, int k, int n, const Real* a, Index a_step, const Real* b, Index b_step, Start start,
                      Real* c, Index c_step) {
    const auto at = [=](int i, int j, auto rows, auto columns) {
        dots<bytes, decltype(rows)::value, decltype(columns)::value>(k, a + i * a_step, a_step, b + j * b_step, b_step,
                                                                     start.from(i, j), c + i * c_step + j, c_step);
    };
    if (n > 4) {  // few rows by many columns
        for_each_piece<4, 2, 1>(m, [=](int i, auto rows) {
            constexpr int most = most_dots / decltype(rows)::value;
            for_each_piece<most, least(most, 4), 1>(n, [=](int j, auto columns) { at(i, j, rows, columns); });
        });
    } else {
        for_each_piece<4, 2, 1>(n, [=](int j, auto columns) {
            constexpr int most = most_dots / decltype(columns)::value;
            for_each_piece<most, least(most, 4), 1>(m, [=](int i, auto rows) { at(i, j, rows, columns); });
        });
    }
}

constexpr int few_rows = 4;  // are not worth turning B for

// Columns of B that stand side by side, which dots wants contiguous: they become rows of `out`.
template <int columns>
void turn(int k, const Real* b, Index b_step, Real* out) {
    int p = 0;
    if constexpr (columns > 1) {
        constexpr int bytes = columns * static_cast<int>(sizeof(Real));
        for (; p + columns <= k; p += columns) {
            Vector<bytes> square[columns];
            for (int r = 0; r < columns; ++r) square[r] = load<bytes>(b + (p + r) * b_step);
            transpose<bytes>(square);
            for (int r = 0; r < columns; ++r) store<bytes>(out + Index{r} * k + p, square[r]);
        }
    }
    for (; p < k; ++p)
        for (int j = 0; j < columns; ++j) out[Index{j} * k + p] = b[p * b_step + j];
}

// The other way: rows of `in`, which stand for columns of C, added to `start`.
template <int columns>
void turn_back(int m, const Real* in, Index in_step, Start start, Real* c, Index c_step) {
    int i = 0;
    if constexpr (columns > 1) {
        constexpr int bytes = columns * static_cast<int>(sizeof(Real));
        for (; i + columns <= m; i += columns) {
            Vector<bytes> square[columns];
            for (int r = 0; r < columns; ++r) square[r] = load<bytes>(in + r * in_step + i);
            transpose<bytes>(square);
            for (int r = 0; r < columns; ++r) {
                const Real* first = start.from(i + r).data;
                store<bytes>(c + (i + r) * c_step, first ? load<bytes>(first) + square[r] : square[r]);
            }
        }
    }
    for (; i < m; ++i)
        for (int j = 0; j < columns; ++j) {
            const Real *first = start.from(i, j).data, sum = in[j * in_step + i];
            c[i * c_step + j] = first ? *first + sum : sum;
        }
}

// One row of dots, to the same bits, by columns that stand side by side: what a lane adds up there, sum[lane] does here.
template <int bytes, int columns>
void dots_as_it_stands(int k, const Real* a, const Real* b, Index b_step, const Real* start, Real* c) {
    constexpr int n = lanes<bytes>, wide = columns * static_cast<int>(sizeof(Real));
    Vector<wide> sum[n] = {};
    int p = 0;
    do {
        for (int l = 0; l < n; ++l) sum[l] += a[p + l] * load<wide>(b + (p + l) * b_step);
        p += n;
    } while (p + n <= k);
    for (int l = n - (k - p); p < k; ++p, ++l) sum[l] += a[p] * load<wide>(b + p * b_step);
    for (int step = 1; step < n; step *= 2)
        for (int l = 0; l < n; l += 2 * step) sum[l] += sum[l + step];
    store<wide>(c, start ? load<wide>(start) + sum[0] : sum[0]);
}

// How a product is made, which depends on its sizes alone. Where neither factor is transposed, a row of C has the same bits
// however many rows there are: no choice of how sums are ordered depends on m.
struct Plan {
    int by_dots = 0;  // so many of the last columns
    int turned = 0;   // so many of the last columns, as Cᵀ = Bᵀ op(A)ᵀ
    bool packed = false;
    Index first_room = 0, packed_room = 0;
};

// Below so many rows, and where the first cache holds B as it stands, packing takes longer than it saves (bench/products).
constexpr int rows_worth_packing = 64;
constexpr Index bytes_worth_packing = 16384;

constexpr Index aligned(Index count) { return (count + 15) / 16 * 16; }

Plan plan_of(const Product& o) {
    constexpr int n_lanes = lanes<widest>;
    Plan plan;
    const bool rows_stand = o.column_step == 1;
    if (rows_stand && o.k >= n_lanes) {
        const int rest = o.n % n_lanes;
        if (o.transposed && o.m <= few_rows)
            plan.by_dots = o.n;
        else if (rest <= least(4, n_lanes / 2) && (o.n < n_lanes || o.k >= 4 * n_lanes))
            plan.by_dots = rest;
        if (!o.transposed && o.n > 1) plan.first_room = aligned(Index{plan.by_dots} * o.k);
    }
    if (!rows_stand && !o.transposed && o.m >= n_lanes && o.k >= 32) {
        const int rest = o.n % n_lanes;
        plan.turned = o.n < n_lanes || rest <= least(4, n_lanes / 2) ? rest : 0;
        plan.first_room = aligned(Index{plan.turned} * o.m);
    }
    const int columns = o.n - plan.by_dots - plan.turned;
    if (columns > 1) {
        plan.packed = o.transposed ||
                      (o.m >= rows_worth_packing && Index{o.k} * columns * Index{sizeof(Real)} > bytes_worth_packing);
        if (plan.packed) plan.packed_room = Index{block_of(o.k)} * ((columns + n_lanes - 1) / n_lanes * n_lanes);
    }
    return plan;
}

// By vectors of so many bytes, or where there are too few columns for one, by narrower ones.
template <int bytes>
void multiply_columns(const Product& o, int n, bool packed, Real* room) {
    if constexpr (bytes > 2 * static_cast<int>(sizeof(Real)))
        if (n < lanes<bytes>) return multiply_columns<bytes / 2>(o, n, packed, room);
    const Rows A{o.A, o.row_step, o.column_step};
    const Start start{o.start, o.start_step};
    if (n < lanes<bytes>) {  // one column
        const Index step = o.transposed ? 1 : o.n;
        for (int i = 0; i < o.m; ++i) {
            Real sum = 0;
            for (int p = 0; p < o.k; ++p) sum += A.data[i * A.row_step + p * A.column_step] * o.B[p * step];
            const Real* first = start.from(i).data;
            o.C[Index{i} * o.n] = first ? *first + sum : sum;
        }
    } else if (packed) {
        multiply_packed<bytes>(o.m, o.k, n, A, o.B, o.transposed ? o.k : o.n, o.transposed, start, o.C, o.n, room);
    } else {
        constexpr int few = registers == 32 ? 6 : 4;  // vectors of a panel that few rows share
        const auto part = o.m == 1   ? multiply_unpacked<bytes, 8>
                          : o.m <= 4 ? multiply_unpacked<bytes, few>
                                     : multiply_unpacked<bytes, most_vectors>;
        // So many rows are done with all columns that follow each other; fewer where there is little to do for each, and long
        // ones would drive each other out of the cache.
        const int at_a_time = block_of(o.k), rows = o.k <= 4 && n >= 256 ? 8 : 24;
        for (int p = 0; p < o.k; p += at_a_time)
            for (int i = 0; i < o.m; i += rows)
                part(least(rows, o.m - i), least(at_a_time, o.k - p), n, A.from(i, p), o.B + Index{p} * o.n, o.n,
                     (p > 0 ? Start{o.C, o.n} : start).from(i), o.C + Index{i} * o.n, o.n);
    }
}

void multiply(const Product& o, Room kept) {
    const Plan plan = plan_of(o);
    const Index count = plan.first_room + plan.packed_room;
    Real* const room = count > 0 ? kept.make(kept.keeper, count) : nullptr;
    const Start start{o.start, o.start_step};
    const int columns = o.n - plan.by_dots - plan.turned;
    if (columns > 0) multiply_columns<widest>(o, columns, plan.packed, room + plan.first_room);
    if (plan.turned > 0) {
        multiply_columns<widest>({plan.turned, o.k, o.m, o.B + columns, 1, o.n, o.A, false, nullptr, 0, room}, o.m,
                                 false, nullptr);
        for_each_piece<4, 2, 1>(plan.turned, [&](int j, auto size) {
            turn_back<decltype(size)::value>(o.m, room + Index{j} * o.m, o.m, start.from(0, columns + j),
                                             o.C + columns + j, o.n);
        });
    }
    if (plan.by_dots == 0) return;
    const auto dots_of = [&](int j, int count, const Real* b) {
        multiply_by_dots<widest>(o.m, o.k, count, o.A, o.row_step, b, o.k, start.from(0, columns + j),
                                 o.C + columns + j, o.n);
    };
    const Real* b = o.B + Index{columns} * (o.transposed ? o.k : 1);
    if (o.transposed || o.n == 1) return dots_of(0, plan.by_dots, b);
    for_each_piece<4, 2, 1>(plan.by_dots, [&](int j, auto size) {
        constexpr int count = decltype(size)::value;
        if constexpr (count > 1)
            if (o.m <= few_rows) {
                for (int i = 0; i < o.m; ++i)
                    dots_as_it_stands<widest, count>(o.k, o.A + i * o.row_step, b + j, o.n,
                                                     start.from(i, columns + j).data,
                                                     o.C + i * Index{o.n} + columns + j);
                return;
            }
        turn<count>(o.k, b + j, o.n, room + Index{j} * o.k);
        if (o.m <= few_rows) dots_of(j, count, room + Index{j} * o.k);
    });
    if (o.m > few_rows) dots_of(0, plan.by_dots, room);
}

}  // namespace

void SUREFOOT_PRODUCT(const Product& product, const Room& room) { multiply(product, room); }

}  // namespace surefoot::ad::kernels
