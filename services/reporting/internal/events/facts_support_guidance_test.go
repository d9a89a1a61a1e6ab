package events

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func goodGuidance() *supportv1.GuidanceYearSaved {
	return &supportv1.GuidanceYearSaved{
		Id: "g", Version: 3, GuidanceTrajectoryId: "x", Kind: supportv1.GuidanceKind_GUIDANCE_KIND_LEARN2WORK, Person: "anna",
		Date: "2022-01-01", AgeBand: peoplev1.AgeBand_AGE_BAND_18_TO_26, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
		ReferrerKind: supportv1.AskerKind_ASKER_KIND_GP, Conversed: true, Ended: true,
		Destination: supportv1.GuidanceDestination_GUIDANCE_DESTINATION_PAID_WORK,
	}
}

func TestGuidanceIsReadWhole(t *testing.T) {
	left := goodGuidance()
	left.Id, left.Destination, left.DropOutReason = "l", 0, supportv1.GuidanceDropOutReason_GUIDANCE_DROP_OUT_REASON_HEALTH
	left.WijkCode, left.WijkYear, left.Stadsdeel, left.Withdrawn, left.Conversed = "", 0, "", true, false
	require.Equal(t, map[string]store.Versioned[domain.Fact]{
		"g": {Version: 3, Value: domain.Fact{
			ID: "g", Kind: "guidance", Date: date(t, "2022-01-01"), Quantity: 1, Person: "anna", AgeBand: "18_to_26",
			Area:       domain.Area{Wijk: "WK003401", WijkYear: 2022, Stadsdeel: "haven"},
			Trajectory: "learn2work", Asker: "gp", Conversed: true, Result: "paid_work", ExitReason: "completed", Subject: "x",
		}},
		"l": {Version: 3, Value: domain.Fact{
			ID: "l", Kind: "guidance", Date: date(t, "2022-01-01"), Quantity: 1, Person: "anna", AgeBand: "18_to_26",
			Trajectory: "learn2work", Asker: "gp", ExitReason: "health", Subject: "x", Withdrawn: true,
		}},
	}, facts(t, goodGuidance(), left))
}

func TestMalformedGuidanceIsPoisonAndSaysWhatIsWrong(t *testing.T) {
	type guidance = *supportv1.GuidanceYearSaved
	cases := map[string]struct {
		change func(guidance)
		says   string
	}{
		"of nobody":              {func(m guidance) { m.Person = "" }, "person"},
		"of no trajectory":       {func(m guidance) { m.GuidanceTrajectoryId = "" }, "trajectory"},
		"of a new kind":          {func(m guidance) { m.Kind = 99 }, "GuidanceKind 99"},
		"referred by nobody":     {func(m guidance) { m.ReferrerKind = 0 }, "AskerKind 0"},
		"on no day":              {func(m guidance) { m.Date = "2022-02-30" }, "2022-02-30"},
		"in half a wijk":         {func(m guidance) { m.Stadsdeel = "" }, "stadsdeel"},
		"ended in no way":        {func(m guidance) { m.Destination = 0 }, "ended true"},
		"ended in two ways":      {func(m guidance) { m.DropOutReason = 1 }, "ended true"},
		"ended while it goes on": {func(m guidance) { m.Ended = false }, "ended false"},
		"led somewhere new":      {func(m guidance) { m.Destination = 99 }, "GuidanceDestination 99"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := goodGuidance()
			c.change(m)
			_, err := decode([]cloudevent.Event{travelling(t, m)})
			requirePoison(t, err)
			require.ErrorContains(t, err, c.says)
		})
	}
}
