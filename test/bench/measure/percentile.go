package measure

import (
	"math"
	"slices"
	"time"
)

// Percentile answers how long the fastest part of calls took, such as 0.99 of them (nearest rank); 0 without calls.
func (t Turn) Percentile(part float64) time.Duration {
	if len(t.Latencies) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t.Latencies))
	rank := int(math.Ceil(part * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// Summed answers the turn with its percentiles and its cost among its figures ("p50-ms", "p99-ms", "CPU-us"), and without its
// latencies, of which there may be a million.
func (t Turn) Summed() Turn {
	figures := map[string]float64{}
	for name, value := range t.Figures {
		figures[name] = value
	}
	if len(t.Latencies) > 0 {
		figures["p50-ms"], figures["p99-ms"] = Milliseconds(t.Percentile(0.50)), Milliseconds(t.Percentile(0.99))
	}
	if t.CPU > 0 && t.Done > 0 {
		figures["CPU-us"] = float64(t.CPU.Microseconds()) / float64(t.Done)
	}
	t.Figures, t.Latencies = figures, nil
	return t
}

// Milliseconds answers a duration in milliseconds.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
