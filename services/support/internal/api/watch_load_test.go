package api_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// watchers is how many follow at the same time.
const watchers = 200

// crowd are many streams of one process, each of a worker of the team of its own.
type crowd struct {
	rig       *rig
	streams   []*watch
	residents []string
	sent      int
}

func newCrowd(t testing.TB, r *rig) *crowd {
	c := &crowd{rig: r}
	r.runs(t, r.feed)
	for range 20 {
		c.residents = append(c.residents, r.aResident(t).GetId())
	}
	for i := range watchers {
		c.streams = append(c.streams, watches(r.workerOf(t, "worker-"+string(rune('a'+i%26))+string(rune('a'+i/26)), "haven"), t,
			r.changes, &supportv1.WatchQuestionsRequest{}))
	}
	return c
}

// follows has n changes saved, and answers when each stream was told all of them.
func (c *crowd) follows(t testing.TB, n int) {
	c.sent += n
	var all sync.WaitGroup
	for _, w := range c.streams {
		all.Go(func() { w.until(t, c.sent) })
	}
	for left := n; left > 0; left -= 250 {
		c.rig.imports(t, min(left, 250), c.residents...)
	}
	all.Wait()
}

func TestTwoHundredFollowEveryChange(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		n := 2500
		if testing.Short() {
			n = 500
		}
		c := newCrowd(t, r)
		c.follows(t, n)
		for _, w := range c.streams {
			require.Len(t, w.told, n)
			requireSame(t, c.streams[0], w)
		}
		require.Len(t, r.lines(t, "WatchQuestions"), watchers*len(c.residents), "one for each viewer and resident")
	})
}

// BenchmarkWatch measures how many changes a second 200 streams are told, each all of them: about the same 20 residents, and each
// change about another, which is a line in the processing log for each stream and change.
func BenchmarkWatch(b *testing.B) {
	testkit.DurableEngines(b, func(b *testing.B, engine testkit.Engine) {
		for _, about := range []string{"the-same-residents", "another-each-time"} {
			b.Run(about, func(b *testing.B) {
				c := newCrowd(b, newRig(b, engine))
				c.follows(b, 20)
				if about == "another-each-time" {
					c.residents = nil
				}
				b.ResetTimer()
				c.follows(b, b.N)
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "changes/s")
				b.ReportMetric(float64(b.N*watchers)/b.Elapsed().Seconds(), "told/s")
			})
		}
	})
}
