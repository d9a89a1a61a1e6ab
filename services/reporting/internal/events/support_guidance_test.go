package events_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

type guidance = *supportv1.GuidanceYearSaved

// guided answers version 1 of a year of Learn2Work of somebody, changed.
func guided(id, person string, change ...func(guidance)) cloudevent.Event {
	m := &supportv1.GuidanceYearSaved{
		Id: id, Version: 1, GuidanceTrajectoryId: "t" + id, Kind: supportv1.GuidanceKind_GUIDANCE_KIND_LEARN2WORK, Person: person,
		Date: "2022-03-01", AgeBand: peoplev1.AgeBand_AGE_BAND_18_TO_26, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
		ReferrerKind: supportv1.AskerKind_ASKER_KIND_MUNICIPALITY,
	}
	for _, c := range change {
		c(m)
	}
	return event("guidance-year.saved", m)
}

// prescribed is Welzijn op Recept, by whom, with a conversation in the year or without.
func prescribed(by supportv1.AskerKind, conversed bool) func(guidance) {
	return func(m guidance) {
		m.Kind, m.ReferrerKind, m.Conversed = supportv1.GuidanceKind_GUIDANCE_KIND_SOCIAL_PRESCRIPTION, by, conversed
	}
}

func TestGuidanceCountsPersonsOnceAndWhatWasCompleted(t *testing.T) {
	done := func(m guidance) { m.Version, m.Ended, m.Destination = 2, true, 1 }
	gp, physio := supportv1.AskerKind_ASKER_KIND_GP, supportv1.AskerKind_ASKER_KIND_HEALTH_CARE
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, guided("a", "anna"), guided("b", "anna", func(m guidance) { m.Ended, m.DropOutReason = true, 1 }), guided("c", "bert"))
		r.requireValue(t, "learn2work-participants", 2)
		r.tell(t, guided("a", "anna", done), guided("c", "bert"))
		r.requireValue(t, "learn2work-completed", 1)
		r.tell(t, guided("d", "carla", prescribed(gp, false)), guided("e", "dirk", prescribed(physio, true)),
			guided("f", "anna", prescribed(gp, true)))
		r.requireValue(t, "wor-patients", 1)
		r.requireValue(t, "learn2work-participants", 2)
		r.tell(t, guided("d", "carla", prescribed(gp, true), func(m guidance) { m.Version = 2 }))
		r.requireValue(t, "wor-patients", 2)
		r.tell(t, guided("c", "bert", func(m guidance) { m.Version, m.Withdrawn = 2, true }))
		r.requireValue(t, "learn2work-participants", 1)
		r.requireEveryFactOnce(t)
		require.Equal(t, []domain.Part{{Key: "haven", Value: 1}}, r.figure(t, "learn2work-participants").Stadsdelen)
		r.rebuild(t)
		r.countAnew(t)
		r.requireValue(t, "wor-patients", 2)
	})
}
