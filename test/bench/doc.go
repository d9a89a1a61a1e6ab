// Package bench measures what the decisions promise: `make bench`. A benchmark compares two ways in one run, turn by
// turn, because the machine is never the same for long: the ratio holds, the rates are of that machine at that moment.
package bench
