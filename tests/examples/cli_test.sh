#!/usr/bin/env bash
# The program as a user meets it. Mistakes: exit status 2, one line on standard error that names what is wrong and what
# would be right, and nothing written. Runs: the same seed gives the same progress.csv but for the columns of seconds.
set -u
surefoot=$(realpath "$1")
recordings=$(realpath "$(dirname "$0")/../rl/data")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
fail() { echo "FAIL: $*"; failures=$((failures + 1)); }

# mistake PATTERN ARGS…: refused with status 2 and one line that matches, nothing on standard output, nothing written.
mistake() {
    local pattern=$1 status=0
    shift
    "$surefoot" "$@" >out 2>err || status=$?
    [ "$status" -eq 2 ] || fail "surefoot $*: exit status $status, not 2"
    [ "$(wc -l <err)" -eq 1 ] || fail "surefoot $*: $(wc -l <err) lines on standard error, not one: $(cat err)"
    grep -qE -- "$pattern" err || fail "surefoot $*: \`$(cat err)\` does not match \`$pattern\`"
    [ ! -s out ] || fail "surefoot $*: wrote to standard output: $(head -1 out)"
    rm -f out err
    [ -z "$(ls)" ] || fail "surefoot $*: left behind: $(ls)"
    rm -rf ./*
}

mistake 'unknown algorithm `trop`: did you mean `trpo`\?' train trop CartPole-v1
mistake 'unknown environment `CartPole`: did you mean `CartPole-v1`\?' train trpo CartPole
mistake 'unknown environment `Breakout-v1`: did you mean `MinAtar/Breakout-v1`\?' train trpo Breakout-v1
"$surefoot" list | grep -q Hopper-v5 || mistake 'Hopper-v5: it needs MuJoCo.*libmujoco-dev' train trpo Hopper-v5
mistake 'unknown option `--stepz`: did you mean `--steps`\?' train trpo CartPole-v1 --stepz=5
mistake 'unknown option `--bogus`: did you mean `--help`\?' --bogus
mistake 'env' train trpo
mistake 'subcommand' # nothing at all
mistake 'unknown command `trian`: did you mean `train`\?' trian trpo CartPole-v1
mistake 'unknown setting of trpo `max_k`: did you mean `max_kl`\?' train trpo CartPole-v1 --set max_k=1
mistake 'unknown setting of vpg `max_kl`' train vpg CartPole-v1 --set max_kl=1
mistake 'key=value' train trpo CartPole-v1 --set max_kl
mistake 'max_kl: -1 is out of range; it must be above 0' train trpo CartPole-v1 --set max_kl=-1
mistake 'gamma: 2 is out of range' train trpo CartPole-v1 --set gamma=2
mistake 'gamma: `x` is not a number' train trpo CartPole-v1 --set gamma=x
mistake 'unknown algorithm `TRPO`: did you mean `trpo`\?' train TRPO CartPole-v1
mistake 'max-kl`: it is a setting, --set max_kl=' train trpo CartPole-v1 --max-kl 0.02
mistake '--set seed=5: it is no setting but an option of its own: --seed 5' train trpo CartPole-v1 --set seed=5
mistake 'own: --num-envs 2' train trpo CartPole-v1 --set num_envs=2
mistake 'own: --steps 1e6' train trpo CartPole-v1 --set gamma=0.9 steps=1e6
mistake 'unknown setting of trpo `gama`' train trpo CartPole-v1 --set max_kl=0.02 gama=1
mistake 'settings of a run are fixed' resume nowhere --set max_kl=1
mistake 'settings of a run are fixed' resume nowhere --max-kl 1
mistake '--steps 1.5e0: it must be a whole number' train trpo CartPole-v1 --steps 1.5e0
mistake '--seeds 9-3: it must name' train trpo CartPole-v1 --seeds 9-3
mistake '--jobs 0' train trpo CartPole-v1 --seeds 0-1 --jobs 0
mistake 'cg_iterations: 99999999999 is out of range; it must be at least 1' train trpo CartPole-v1 --set cg_iterations=99999999999
mistake 'unknown setting' train trpo CartPole-v1 --set $'foo\nbar=3'
mistake 'hidden: 0 is out of range' train trpo CartPole-v1 --set hidden=64,0
mistake '--steps -5: it must be a whole number from 1' train trpo CartPole-v1 --steps=-5
mistake '--steps many' train trpo CartPole-v1 --steps many
mistake '--seed -1' train trpo CartPole-v1 --seed=-1
mistake '--num-envs 0' train trpo CartPole-v1 --num-envs 0
mistake '--threads 0' train trpo CartPole-v1 --threads 0
mistake '--out /proc/nowhere/run: it cannot be made' train trpo CartPole-v1 --out /proc/nowhere/run
mistake 'it cannot be made' train trpo CartPole-v1 --out "new/sub/$(printf 'x%.0s' {1..300})"
mistake 'no run there' evaluate nowhere
mistake '--episodes 0' evaluate nowhere --episodes 0
mistake 'no run there' watch nowhere
mistake '--seed x: it must be a whole number' watch nowhere --seed x
mistake '--episodes 0: it must be a whole number from 1 to 100' watch nowhere --episodes 0
mistake 'run' watch
mistake 'unknown algorithm `ppo2`' list ppo2
mistake '--out /proc/nowhere: it cannot be made' lab distance --quick --out /proc/nowhere
mistake 'unknown experiment `trust-regoin`: did you mean `trust-region`\?' lab trust-regoin
mistake 'unknown baseline `optimum`: did you mean `optimal`\?' train reinforce CartPole-v1 --set baseline=optimum

mistake 'nowhere.json: it cannot be read' replay nowhere.json
mistake 'not a recorded trajectory: \[json' replay "$recordings/../fixtures.hpp"
mistake '--tolerance -1: it must be a number, 0 or above' replay "$recordings/Pendulum-v1.json" --tolerance=-1
mistake '--tolerance much' replay "$recordings/Pendulum-v1.json" --tolerance much
mistake 'file' replay

mkdir full && echo precious >full/file
status=0
"$surefoot" train trpo CartPole-v1 --out full >/dev/null 2>err || status=$?
[ "$status" -eq 2 ] || fail "a directory in use: exit status $status"
[ "$(ls full)" = file ] || fail "a directory in use was written to"

# A directory that may not be written. Root may write anywhere, so root tries it as nobody.
as_user="" program=$surefoot
if [ "$(id -u)" -eq 0 ]; then
    as_user="setpriv --reuid=65534 --regid=65534 --clear-groups"
    program=$work/surefoot # nobody may not see the folder that the build lies in
    cp "$surefoot" "$program"
fi
mkdir -p locked/runs && chmod 755 "$work" locked && chmod 000 locked/runs
for out in locked/run locked "" ; do
    status=0
    (cd locked && $as_user "$program" train trpo CartPole-v1 ${out:+--out "$work/$out"}) >out 2>err || status=$?
    [ "$status" -eq 2 ] || fail "--out '$out' that cannot be written: exit status $status: $(cat err)"
    [ "$(wc -l <err)" -eq 1 ] || fail "--out '$out' that cannot be written: $(cat err)"
    [ "$(ls locked)" = runs ] || fail "left something in a locked directory: $(ls locked)"
done
chmod 755 locked/runs

for algorithm in reinforce vpg npg trpo ppo; do
    for run in one two; do
        "$surefoot" train $algorithm CartPole-v1 --steps 3000 --seed 7 --out $algorithm-$run >$algorithm-$run.log ||
            fail "train $algorithm: exit status $?"
    done
    cut -d, -f1-13 $algorithm-one/progress.csv >a
    cut -d, -f1-13 $algorithm-two/progress.csv >b
    cmp -s a b || fail "$algorithm: two runs of one seed differ"
    cmp -s $algorithm-one/checkpoint.safetensors $algorithm-two/checkpoint.safetensors || fail "$algorithm: checkpoints differ"
    [ "$(head -1 $algorithm-one/progress.csv)" = iteration,env_steps,episodes,return_mean,return_mean_100,return_std,length_mean,kl,entropy,surrogate_gain,backtracks,cg_residual,explained_variance,seconds_rollout,seconds_update,seconds_total,clipped,normalizer_kl ] ||
        fail "$algorithm: the head of progress.csv"
    grep -q $'\r' $algorithm-one.log && fail "$algorithm: a log file holds carriage returns"
    "$surefoot" evaluate $algorithm-one --episodes 3 | grep -qE 'return [0-9.]+ ± [0-9.]+ over 3 episodes' || fail "evaluate $algorithm"
done

# An id with a / in it names one folder, and is an id everywhere else.
mkdir game && cd game || exit 1
small="--steps 400 --num-envs 2 --set batch_steps=200 --set hidden=8"
for more in '' '--seeds 0-1'; do
    "$surefoot" train trpo MinAtar/Breakout-v1 --set network=mlp $small $more >log || fail "train MinAtar/Breakout-v1 $more: exit status $?"
done
[ "$(ls runs | tr '\n' ' ')" = 'trpo-MinAtar-Breakout-v1 trpo-MinAtar-Breakout-v1-seed0 ' ] || fail "an id with a /: $(ls runs)"
[ "$(ls runs/trpo-MinAtar-Breakout-v1 | tr '\n' ' ')" = 'seed0 seed1 ' ] || fail "an id with a /: a sweep"
grep -q '"env": "MinAtar/Breakout-v1"' runs/trpo-MinAtar-Breakout-v1-seed0/config.json || fail "an id with a /: config.json"
run=runs/trpo-MinAtar-Breakout-v1-seed0
"$surefoot" evaluate $run --episodes 3 | grep -q 'trpo on MinAtar/Breakout-v1: return' || fail "evaluate an id with a /"
for command in "watch $run" "report runs/*" "compare runs/*" "export $run" "resume $run --steps 800"; do
    "$surefoot" $command >log 2>&1 || fail "$command: exit status $?: $(cat log)"
done
{ [ -s $run/watch.html ] && [ -s $run/policy.hpp ]; } || fail "an id with a /: no page or no header"
"$surefoot" train trpo MinAtar/Breakout-v1 $small --out conv >log || fail "train by convolutions: exit status $?"
"$surefoot" export conv >log 2>&1 || fail "export conv: exit status $?: $(cat log)"
grep -q 'inline void convolve' conv/policy.hpp || fail "a policy of convolutions is exported without them"
"$surefoot" list | grep -q '^  MinAtar/SpaceInvaders-v1 .*600 observed' || fail "list: an id with a /"
cd .. || exit 1

mkdir young && cp trpo-one/config.json young
for command in watch evaluate; do
    status=0
    "$surefoot" $command young >out 2>err || status=$?
    { [ "$status" -eq 2 ] && grep -q 'young: the run has no checkpoint yet' err && [ ! -s out ] && [ "$(ls young)" = config.json ]; } ||
        fail "$command a run without a checkpoint: exit status $status: $(cat err)"
done
"$surefoot" evaluate trpo-one --episodes 1 | grep -qE 'return [0-9.]+ over 1 episode of' || fail "evaluate one episode"

# Several episodes stand on one page, the first of them as when it is alone.
"$surefoot" watch trpo-one >one || fail "watch: exit status $?"
"$surefoot" watch trpo-one --episodes 3 --out three.html >three || fail "watch --episodes 3: exit status $?"
{ [ "$(wc -l <three)" -eq 3 ] && [ "$(grep -o '"frames":.\{100\}' three.html | sort -u | wc -l)" -eq 3 ]; } || fail "watch --episodes 3: $(cat three)"
[ "$(head -1 three | cut -d: -f2)" = "$(cut -d: -f2 one)" ] || fail "watch --episodes 3 begins elsewhere"
[ "$(grep -c '<canvas role="img"' three.html)" -eq 3 ] || fail "watch --episodes 3: not three players"
[ "$(grep -c '^<figure class="player" data-alone="true">' three.html)" -eq 1 ] || fail "watch --episodes 3: not one has the keys"

# What people type
"$surefoot" --version | grep -qE '^surefoot [0-9]+\.[0-9]+\.[0-9]+, in (double|float) precision, with(out)? MuJoCo, ' || fail "--version"
"$surefoot" train trpo CartPole-v1 --steps 2e3 --set max_kl=0.02 gamma=0.9 --set lambda=0.5 --out typed >typed.log || fail "--set a=1 b=2"
"$surefoot" train trpo CartPole-v1 --seeds 3-4 --steps 1000 --out ranged --set hidden=8 >ranged.log || fail "--seeds 3-4"
[ "$(ls ranged | tr '\n' ' ')" = 'seed3 seed4 ' ] || fail "--seeds 3-4: $(ls ranged)"
for setting in '"steps": 2000' '"max_kl": 0.02' '"gamma": 0.9,' '"lambda": 0.5'; do
    grep -q "$setting" typed/config.json || fail "what people type: no $setting"
done
"$surefoot" train --help | grep -qE -- '--steps N +' || fail "the help calls a number something else"

# Any reader of the format sees the slices of θ under their names.
python3 - trpo-one/checkpoint.safetensors <<'END' || fail "the checkpoint is not a safetensors file"
import json, struct, sys
data = open(sys.argv[1], "rb").read()
size, = struct.unpack("<Q", data[:8])
header = json.loads(data[8:8 + size])
assert header["policy.0.weight"]["shape"] == [4, 64], header
assert header["value.2.bias"]["shape"] == [1], header
assert max(t["data_offsets"][1] for n, t in header.items() if n != "__metadata__") == len(data) - 8 - size
END

"$surefoot" list | grep -q 'CartPole-v1 .*solved at 475' || fail "list"
"$surefoot" lab list | grep -q '^step-size ' || fail "lab list"
"$surefoot" lab distance --quick --out figures | grep -q 'times as much for the same step' || fail "lab distance"
{ [ -s figures/distance.csv ] && grep -q '</svg>' figures/distance.svg; } || fail "lab distance: no CSV or no SVG"
# A program of another name says that name, and has no lab.
ln -s "$surefoot" own
for words in 'resume nowhere --set max_kl=1' 'train trpo Pole' ''; do
    ./own $words >out 2>err
    { grep -q '^own: ' err && ! grep -q surefoot err; } || fail "own $words: $(cat err)"
done
./own --help >out && { grep -q '^Usage: own ' out && ! grep -qE 'surefoot|  lab ' out; } || fail "own --help: $(cat out)"
./own train --help | grep -q 'reinforce, vpg, npg, trpo, ppo' || fail "train --help does not name the rungs"
cp -L "$surefoot" surefoot
status=0
./surefoot lab list >out 2>err || status=$?
{ [ "$status" -eq 2 ] && grep -q 'meson compile -C build surefoot-lab' err; } || fail "lab without its program: $(cat err)"

"$surefoot" list trpo | grep -qE 'max_kl +0.01' || fail "list trpo"
"$surefoot" --help >/dev/null || fail "--help: exit status $?"

# An environment against what was recorded: exit status 1 when one of them is wrong, and 2 when the file is.
replayed() { # EXPECTED-STATUS PATTERN SED-SCRIPT: what comes of the recording with that change
    local status=0
    sed "$3" "$recordings/Pendulum-v1.json" >recording.json
    "$surefoot" replay recording.json >replay.log 2>&1 || status=$?
    [ "$status" -eq "$1" ] || fail "replay with $3: exit status $status, not $1"
    grep -qE -- "$2" replay.log || fail "replay with $3: \`$(cat replay.log)\` does not match \`$2\`"
}
for recording in "$recordings"/*.json; do
    "$surefoot" replay "$recording" --tolerance 1e-12 >replay.log || fail "replay $recording: exit status $?"
done
replayed 0 '^one step at a time .* 0$' ''
replayed 1 'the reward differs by .* more than 1e-12, at step 1 of trajectory 1 \(`random`\)' 's/"rewards":\[/&-100,/; s/,[^,]*\],"terminated"/],"terminated"/'
"$surefoot" replay recording.json --tolerance 1000 >replay.log || fail "replay with a wide tolerance: exit status $?"
replayed 1 '[0-9]+ flags differ' 's/"terminated":\[false/"terminated":[true/'
replayed 2 'unknown environment `Pendulum-v9`: did you mean `Pendulum-v1`\?' 's/Pendulum-v1/Pendulum-v9/'
replayed 2 'CartPole-v1: recorded observations of 3 numbers, not 4' 's/Pendulum-v1/CartPole-v1/'
replayed 2 'there is no `actions`' 's/"actions"/"deeds"/'

# Ctrl-C stops after the iteration and leaves a run that can be evaluated.
"$surefoot" train trpo CartPole-v1 --steps 100000000 --out stopped >stopped.log &
pid=$!
for _ in $(seq 300); do # until it has begun
    [ "$(wc -l <stopped/progress.csv 2>/dev/null || echo 0)" -ge 2 ] && break
    sleep 0.1
done
kill -INT $pid 2>/dev/null
wait $pid || fail "interrupted: exit status $?"
grep -q '^stopped after' stopped.log || fail "interrupted: it does not say so"
"$surefoot" evaluate stopped --episodes 1 >/dev/null || fail "evaluate an interrupted run"

[ "$failures" -eq 0 ] && echo "all as promised"
exit "$((failures > 0))"
