package disclosure_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/disclosure"
)

// BenchmarkYear protects 37 figures of a year, each with tables of each pair of 12 months, 30 areas and 8 ages.
func BenchmarkYear(b *testing.B) {
	for _, shape := range []struct {
		name       string
		dimensions []dimension
	}{
		{"flat", []dimension{flat("m", 12), flat("w", 30), flat("a", 8)}},
		{"steps", []dimension{tree("m", 4, 3), tree("w", 5, 6), flat("a", 8)}},
	} {
		for _, n := range []int{300, 3_000, 30_000} {
			b.Run(fmt.Sprintf("%s/%d", shape.name, n), func(b *testing.B) { benchYear(b, shape.dimensions, n) })
		}
	}
}

func benchYear(b *testing.B, dimensions []dimension, n int) {
	var year disclosure.Tables
	for i := range 37 {
		f := figure{name: fmt.Sprintf("f%02d", i), dimensions: dimensions}
		t := f.tables(f.records(uint64(i), n))
		year.Cells = append(year.Cells, t.Cells...)
		year.Relations = append(year.Relations, t.Relations...)
	}
	b.ResetTimer()
	before := cpu(b)
	var res disclosure.Result
	for range b.N {
		var err error
		res, err = disclosure.Rule{}.Protect(year)
		require.NoError(b, err)
	}
	b.ReportMetric(float64((cpu(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
	per := map[disclosure.Reason]int{}
	for _, why := range res.Withheld {
		per[why]++
	}
	b.ReportMetric(float64(len(year.Cells)), "cells")
	b.ReportMetric(float64(per[disclosure.Small]), "small")
	b.ReportMetric(float64(per[disclosure.Complement]), "complement")
	b.ReportMetric(float64(per[disclosure.Coarse]), "coarse")
}

// cpu answers the processor time of this process: on a machine that is shared it says more than the time that went by.
func cpu(b *testing.B) time.Duration {
	var use syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &use))
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
