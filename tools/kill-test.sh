#!/bin/sh
# Kills trainings of the embedded base at random moments, resumes them, and compares what they end in with an unbroken run.
#   tools/kill-test.sh [KILLS]     50 if it is not said; ends with 1 if a single bit differs
#   STYLESEAL=PROGRAM              another program than ./styleseal; STEPS=N another length than 16; SEED=N a seed of one's own
set -eu
unset CDPATH

root=$(cd "$(dirname "$0")/.." && pwd)
program=${STYLESEAL-$root/styleseal}
kills=${1-50}
steps=${STEPS-16}
seed=${SEED-$(date +%s)}
work=$(mktemp -d)
log=$work/log
trap 'kill -9 "${child-}" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

fail() { printf 'Seed %s, kill %s, run %s: %s\n' "$seed" "$done" "$runs" "$*" >&2; tail -n 20 "$log" >&2; exit 1; }

# Starts or resumes the run in $1, in the background.
begin() {
    if [ -f "$1/run.toml" ]; then
        "$program" train --resume "$1" > "$log" 2>&1 &
    else
        "$program" train --model "$root/models/emoji" --pictures "$root/samples/fluent/train" --name fox --output "$1" \
            --size 32 --steps "$steps" --batch 1 --lora-dropout 0.1 --caption-dropout 0.2 --flip \
            --snapshot-every 0 --evaluate-every 8 --keep-checkpoints 1 --preview-every 0 > "$log" 2>&1 &
    fi
    child=$!
}

hash() { "$program" inspect --json "$1/fox.safetensors" | sed -n 's/.*"sha256" *: *"\([0-9a-f]*\)".*/\1/p' | head -n 1; }

# The number of a kind of event in the run in $1.
count() { if [ -f "$1/events.jsonl" ]; then grep -c "\"event\":\"$2\"" "$1/events.jsonl" || true; else echo 0; fi; }

# Whether its seal is written for good; the report comes after.
is_finished() { [ "$(count "$1" finished)" -gt 0 ]; }

# Ends the run in $1, compares it with the unbroken one, and takes it away.
finish() {
    begin "$1"
    wait "$child" || fail "it cannot be resumed"
    found=$(hash "$1")
    [ "$found" = "$expected" ] || fail "its tensors are $found, those of the unbroken run $expected"
    resumed=$((resumed + $(count "$1" resumed)))
    rm -rf "$1"
    stepped=0
    runs=$((runs + 1))
}

done=0
runs=0
resumed=0
midway=0
begun=$(date +%s)
begin "$work/whole"
until is_finished "$work/whole"; do
    kill -0 "$child" 2>/dev/null || fail "the unbroken run fails"
    sleep 0.2
done
time=$(($(date +%s) - begun))
wait "$child" || fail "the unbroken run fails"
expected=$(hash "$work/whole")
[ -n "$expected" ] || fail "the unbroken run has no hash"

# Of one generator: those of neighbouring seeds are too much alike. More than enough, for processes that end before.
awk -v seed="$seed" -v most="$time" -v count="$((kills * 20 + 100))" \
    'BEGIN { srand(seed); for (i = 0; i < count; i++) printf "%.3f\n", rand() * most }' > "$work/moments"
exec 3< "$work/moments"
stepped=0
while [ "$done" -lt "$kills" ]; do
    begin "$work/run"
    read -r moment <&3
    sleep "$moment"
    if kill -9 "$child" 2>/dev/null; then
        done=$((done + 1))
        now=$(count "$work/run" stepped)
        if [ "$now" -gt "$stepped" ]; then midway=$((midway + 1)); fi
    fi
    wait "$child" 2>/dev/null || true
    stepped=$(count "$work/run" stepped)
    if is_finished "$work/run"; then finish "$work/run"; fi
    printf '\r%s of %s kills, %s runs' "$done" "$kills" "$runs" >&2
done
if [ -d "$work/run" ]; then finish "$work/run"; fi
printf '\r' >&2
printf '%s kills (seed %s), %s of them while a process trained; %s runs of %s steps, %s times gone on from a snapshot, all with the tensors of the unbroken run (%s s): %.12s. %s s in all.\n' \
    "$done" "$seed" "$midway" "$runs" "$steps" "$resumed" "$time" "$expected" "$(($(date +%s) - begun))"
