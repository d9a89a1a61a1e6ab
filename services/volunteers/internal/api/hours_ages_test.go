package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func TestCorrectedBirthIsToldOfHoursWhereTheAgeBandBecameAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, other := r.aWorker(t), r.aWorker(t)
		before, after := r.addHours(t, w.assignment, 9, 60), r.approveHours(t, r.addHours(t, w.assignment, 11, 60))
		rejected := r.addHours(t, w.assignment, 12, 60)
		_, err := r.hours.CreateHoursRejection(r.coordinator(t), &volunteersv1.CreateHoursRejectionRequest{
			HoursId: rejected.GetId(), Rejection: &volunteersv1.HoursRejection{Reason: "nobody was there"},
		})
		require.NoError(t, err)
		r.approveHours(t, r.addHours(t, other.assignment, 11, 60))
		told := len(r.hoursEvents(t))

		require.NoError(t, r.correctBirth(t, w.person, "1981-03-04"))
		require.Len(t, r.hoursEvents(t), told, "the band is the same")
		// 54 on the 9th of June, and 55 from the 10th on.
		require.NoError(t, r.correctBirth(t, w.person, "1967-06-10"))
		events := r.hoursEvents(t)[told:]
		require.Len(t, events, 1)
		require.Equal(t, after.GetId(), events[0].GetId())
		require.EqualValues(t, 3, events[0].GetVersion())
		require.True(t, events[0].GetApproved())
		require.EqualValues(t, 60, events[0].GetMinutes())
		require.Equal(t, w.role.ProgrammeID, events[0].GetProgrammeId())
		require.Equal(t, peoplev1.AgeBand_AGE_BAND_55_TO_64, events[0].GetAgeBand())

		// What waits for approval is approved with the band as it was corrected.
		require.NoError(t, r.correctBirth(t, w.person, "1950-06-10"))
		r.approveHours(t, before)
		events = r.hoursEvents(t)
		require.Equal(t, before.GetId(), events[len(events)-1].GetId())
		require.Equal(t, peoplev1.AgeBand_AGE_BAND_65_TO_74, events[len(events)-1].GetAgeBand())
		for _, e := range events[told:] {
			require.NotEqual(t, rejected.GetId(), e.GetId())
		}
	})
}

// A birth is opened before the transaction that records hours. Where it is corrected between the two, what was opened is told
// nowhere.
func TestHoursHaveTheAgeAsItWasCorrectedAtTheSameTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		coordinator, births := r.coordinator(t), []string{"1960-01-01", "2000-01-01", "1950-01-01"}
		for _, err := range together(9+len(births), func(i int) error {
			if i < 9 {
				return second(r.hours.CreateHours(coordinator, hoursOf(w.assignment, i+1, 60)))
			}
			return r.correctBirth(t, w.person, births[i-9])
		}) {
			require.NoError(t, err)
		}
		bands := map[string]peoplev1.AgeBand{}
		for _, e := range r.hoursEvents(t) {
			bands[e.GetId()] = e.GetAgeBand()
		}
		require.Len(t, bands, 9)
		different := map[peoplev1.AgeBand]bool{}
		for _, band := range bands {
			different[band] = true
		}
		require.Len(t, different, 1, "all have the band of the birth that holds in the end")
	})
}
