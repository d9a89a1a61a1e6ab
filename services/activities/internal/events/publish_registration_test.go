package events_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
)

// registrationGoldens are the events of registrations.
func registrationGoldens() []golden {
	moment := time.Date(2022, 6, 14, 12, 0, 0, 0, time.UTC)
	offered := domain.Registration{
		ID: "0181f0a0-0000-7000-8000-000000000008", ActivityID: "0181f0a0-0000-7000-8000-000000000006",
		SessionID: "0181f0a0-0000-7000-8000-000000000005", ParticipantID: "anna", Arrival: 21, Date: day(6, 16),
		State: domain.Offered, OfferExpires: moment.Add(24 * time.Hour), Recorder: "anna.de.vries", Version: 2, Created: moment,
		Updated: moment,
	}
	whole := offered
	whole.SessionID, whole.State, whole.OfferExpires, whole.Reason = "", domain.RegistrationCancelled, time.Time{}, "merged"
	whole.Version = 300
	const noun, person = "registration.saved", "pseudonym"
	return []golden{
		{
			"registration_saved_offered.binpb", &activitiesv1.RegistrationSaved{
				Id: "0181f0a0-0000-7000-8000-000000000008", Version: 2, ActivityId: "0181f0a0-0000-7000-8000-000000000006",
				SessionId: "0181f0a0-0000-7000-8000-000000000005", Date: "2022-06-16", Person: "pseudonym",
				State:           activitiesv1.RegistrationState_REGISTRATION_STATE_OFFERED,
				OfferExpireTime: &timestamppb.Timestamp{Seconds: 1655294400},
			}, events.RegistrationSaved(offered, person), noun, offered.ID,
		},
		{
			"registration_saved_cancelled.binpb", &activitiesv1.RegistrationSaved{
				Id: "0181f0a0-0000-7000-8000-000000000008", Version: 300, ActivityId: "0181f0a0-0000-7000-8000-000000000006",
				Date: "2022-06-16", Person: "pseudonym", State: activitiesv1.RegistrationState_REGISTRATION_STATE_CANCELLED,
			}, events.RegistrationSaved(whole, person), noun, whole.ID,
		},
	}
}

// attendanceGoldens are the events of attendance.
func attendanceGoldens() []golden {
	moment := time.Date(2022, 6, 14, 12, 0, 0, 0, time.UTC)
	session := domain.Session{
		ID: "0181f0a0-0000-7000-8000-000000000005", ProgrammeID: "0181f0a0-0000-7000-8000-000000000002",
		LocationID: "0181f0a0-0000-7000-8000-000000000001", Date: day(6, 14),
	}
	recorded := domain.Attendance{
		ID: "0181f0a0-0000-7000-8000-000000000009", SessionID: session.ID, ParticipantID: "anna", AgeBand: "65_to_74", Visits: 1,
		Recorder: "anna.de.vries", Version: 1, Created: moment, Updated: moment,
	}
	withdrawn := recorded
	withdrawn.Visits, withdrawn.Withdrawn, withdrawn.AgeBand, withdrawn.Version = 0, true, "unknown", 2
	const noun, person = "attendance.saved", "pseudonym"
	saved := func(version int64, band peoplev1.AgeBand, visits int32, withdrawn bool) *activitiesv1.AttendanceSaved {
		return &activitiesv1.AttendanceSaved{
			Id: "0181f0a0-0000-7000-8000-000000000009", Version: version, SessionId: "0181f0a0-0000-7000-8000-000000000005",
			ProgrammeId: "0181f0a0-0000-7000-8000-000000000002", LocationId: "0181f0a0-0000-7000-8000-000000000001",
			Date: "2022-06-14", Person: "pseudonym", AgeBand: band, Visits: visits, Withdrawn: withdrawn,
		}
	}
	return []golden{
		{
			"attendance_saved_recorded.binpb", saved(1, peoplev1.AgeBand_AGE_BAND_65_TO_74, 1, false),
			events.AttendanceSaved(recorded, session, person), noun, recorded.ID,
		},
		{
			"attendance_saved_withdrawn.binpb", saved(2, peoplev1.AgeBand_AGE_BAND_UNKNOWN, 0, true),
			events.AttendanceSaved(withdrawn, session, person), noun, withdrawn.ID,
		},
	}
}

func TestNoStateOfARegistrationAndNoAgeIsLost(t *testing.T) {
	for number, name := range activitiesv1.RegistrationState_name {
		word := domain.RegistrationState(strings.ToLower(strings.TrimPrefix(name, "REGISTRATION_STATE_")))
		saved := events.RegistrationSaved(domain.Registration{State: word}, "").Data.(*activitiesv1.RegistrationSaved)
		require.EqualValues(t, number, saved.GetState(), word)
	}
	for number, name := range peoplev1.AgeBand_name {
		word := strings.ToLower(strings.TrimPrefix(name, "AGE_BAND_"))
		saved := events.AttendanceSaved(domain.Attendance{AgeBand: word}, domain.Session{}, "").Data.(*activitiesv1.AttendanceSaved)
		require.EqualValues(t, number, saved.GetAgeBand(), word)
	}
}
