package sample

import (
	"math/rand/v2"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	typingError  = activitiesv1.CorrectionReason_CORRECTION_REASON_TYPING_ERROR
	countedTwice = activitiesv1.CorrectionReason_CORRECTION_REASON_COUNTED_TWICE
	missed       = activitiesv1.CorrectionReason_CORRECTION_REASON_MISSED
	wrongRecord  = activitiesv1.CorrectionReason_CORRECTION_REASON_WRONG_RECORD
)

// withMistakes makes the counts as people record them: one in a hundred wrong, a few twice, and a few at a place that
// does not offer the programme. Each mistake comes with the correction that sets it right. The misplaced ones would
// show as an eighth place of the OKI and a fourth district of the sport coaches, were withdrawals not honoured.
func withMistakes(rng *rand.Rand, right []entry) []entry {
	entries := make([]entry, 0, len(right)+20)
	for _, e := range right {
		if rng.IntN(100) == 0 {
			e = misread(rng, e)
		}
		entries = append(entries, e)
	}
	for range 8 {
		again := right[rng.IntN(len(right))]
		entries = append(entries, withdrawn(again.count, countedTwice))
	}
	for range 2 {
		entries = append(entries, misplaced(rng, right, "oki", "Buurtcentrum De Windvanger"))
		entries = append(entries, misplaced(rng, right, "buurtsportcoaches", "Buurtcentrum De Duinfluiter"))
		entries = append(entries, misplaced(rng, right, "buurtkamers", "Buurtcentrum De Tovertuin"))
	}
	return entries
}

// misread answers e as somebody wrote it down wrong.
func misread(rng *rand.Rand, e entry) entry {
	right := e.count.Count
	e.fix = &Correction{Count: right}
	switch wrongs := rng.IntN(4); {
	case wrongs == 0 && right > 0 && right < 300:
		e.count.Count, e.fix.Reason = right*10, typingError
	case wrongs == 1 && right > 3:
		e.count.Count, e.fix.Reason = right-right/4, missed
	case wrongs == 2 && right > 0:
		e.count.Count, e.fix.Reason = right*2, countedTwice
	default:
		e.count.Count, e.fix.Reason = right+1+rng.Int32N(9), typingError
	}
	return e
}

// misplaced answers a count of programme that was booked at a place where it belongs not.
func misplaced(rng *rand.Rand, right []entry, programme, place string) entry {
	var counts []HeadCount
	for _, e := range right {
		if e.count.Programme == programme {
			counts = append(counts, e.count)
		}
	}
	c := counts[rng.IntN(len(counts))]
	c.Location = place
	return withdrawn(c, wrongRecord)
}

func withdrawn(c HeadCount, reason activitiesv1.CorrectionReason) entry {
	return entry{count: c, fix: &Correction{Withdrawn: true, Reason: reason}}
}
