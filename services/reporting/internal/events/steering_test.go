package events_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// steering answers the figures to steer by of 2022, by indicator.
func (r *rig) steering(t require.TestingT) map[string]domain.SteeringFigure {
	told, err := store.Reading(r.db.Read()).Told(context.Background(), 2022)
	require.NoError(t, err)
	byID := map[string]domain.SteeringFigure{}
	for _, f := range r.Catalogue.Steering(2022, r.counted(t, 2022), told) {
		byID[f.Indicator.ID] = f
	}
	return byID
}

// retained answers a version of how many of 9 stayed in 2022 with a programme, "" for the organisation.
func retained(programme string, version int64, stayed int32) cloudevent.Event {
	return event("volunteer-retention.saved", &volunteersv1.VolunteerRetentionSaved{
		Id: "retention " + programme, Version: version, ProgrammeId: programme, Year: 2022, ActiveBefore: 9, Stayed: stayed,
	})
}

func TestNewestRetentionHoldsInAnyOrderAndBatch(t *testing.T) {
	one, two, other := retained("", 1, 3), retained("", 2, 5), retained("taal", 1, 0)
	for name, batches := range map[string][][]cloudevent.Event{
		"in order":     {{one}, {two}, {other}},
		"out of order": {{other}, {two}, {one}},
		"twice":        {{two, two}, {one, other, two}, {other}},
		"in one batch": {{two, other, one}},
	} {
		testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
			r := newRig(t, engine)
			for _, batch := range batches {
				require.NoError(t, r.try(batch...))
			}
			f := r.steering(t)["volunteer-retention"]
			require.Equal(t, domain.Measured{Value: 5, Base: 9}, f.Whole, name)
			require.Equal(t, []domain.ProgrammeMeasured{{ID: "taal", Measured: domain.Measured{Base: 9}}}, f.Programmes, name)
		})
	}
}

func TestSteeringFiguresFollowTheEventsAndAreTheSameCountedAnewOrFromTheStream(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		intern := func(m *volunteersv1.HoursSaved) {
			m.Kind = volunteersv1.EngagementKind_ENGAGEMENT_KIND_INTERN
		}
		stream := []cloudevent.Event{
			programme("podia"), programme("poppodium-de-meester"), assigned("a", "anna"), worked("h", "anna"), worked("i", "bert"),
			worked("j", "cato", intern), retained("", 1, 4), retained("poppodium-de-meester", 1, 2),
			programme("poppodium-de-meester", func(m *activitiesv1.ProgrammeSaved) { m.Version, m.ParentId = 2, "podia" }),
		}
		r.tell(t, stream...)
		got := r.steering(t)
		require.EqualValues(t, 2, got["active-volunteers"].Whole.Value)
		require.Len(t, got["active-volunteers"].Programmes, 2, "the programme that it moved under has them too")
		require.EqualValues(t, 1, got["active-interns"].Whole.Value)
		require.EqualValues(t, 4, got["volunteer-hours"].Programmes[0].Value)
		require.EqualValues(t, 2, got["intern-hours"].Whole.Value)
		require.EqualValues(t, 4, got["volunteer-retention"].Whole.Value)
		r.requireEveryFactOnce(t)

		r.rebuild(t)
		r.countAnew(t)
		require.Equal(t, got, r.steering(t), "counted anew")

		other := newRig(t, engine)
		other.Catalogue = r.Catalogue // by which functions are compared
		require.NoError(t, other.try(stream...))
		require.Equal(t, got, other.steering(t), "from the stream, in one batch")
	})
}
