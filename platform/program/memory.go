package program

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// How far the heap may grow before it is collected, in percent of what lives in it: at Go's own 100, collecting cost a service
// under load a sixth of its time.
const (
	farthest = 400
	nearest  = 100
	// plenty is the heap, in bytes, beyond which it grows no farther than Go has it grow by itself: most of what there is to
	// gain is gained below, and above it a program would take memory that others can use.
	plenty = 96 << 20
)

// collectLess has the heap collected less often where that costs little memory, where GOGC does not say otherwise. A limit
// holds in any case.
func collectLess() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(farthest)
	(&pace{percent: farthest}).keep()
}

// pace is how far the heap may grow at the moment.
type pace struct{ percent int }

// keep adjusts the pace after each collection: by what then lives.
func (p *pace) keep() {
	// Nothing refers to it, so that each collection finds it, and says so.
	runtime.AddCleanup(new([16]byte), func(p *pace) { p.adjust(); p.keep() }, p)
}

func (p *pace) adjust() {
	lives := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(lives)
	if percent := growth(lives[0].Value.Uint64()); percent != p.percent {
		debug.SetGCPercent(percent)
		p.percent = percent
	}
}

// growth answers how far a heap may grow, in percent of the bytes that live in it: in steps of ten, for to change it stops the
// process for a moment.
func growth(lives uint64) int {
	if lives == 0 {
		return farthest
	}
	percent := int(100*plenty/lives) - 100
	return min(max(percent/10*10, nearest), farthest)
}
