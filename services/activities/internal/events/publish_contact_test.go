package events_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
)

func contactGoldens(moment time.Time) []golden {
	met := domain.Contact{
		ID: "0181f0a0-0000-7000-8000-000000000021", Occasion: domain.Occasion{
			ProgrammeID: "0181f0a0-0000-7000-8000-000000000002", Date: day(6, 14),
			LocationID: "0181f0a0-0000-7000-8000-000000000001", Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, Stadsdeel: "haven",
		},
		Channel: "street", GroupSize: 7, PartOfDay: "evening", Recorder: "anna.de.vries", Version: 1, Created: moment, Updated: moment,
	}
	never := met
	never.GroupSize, never.Withdrawn, never.Version = 0, true, 2
	return []golden{
		{
			"contact_saved_recorded.binpb", &activitiesv1.ContactSaved{
				Id: "0181f0a0-0000-7000-8000-000000000021", Version: 1, ProgrammeId: "0181f0a0-0000-7000-8000-000000000002",
				Date: "2022-06-14", WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
				Channel: activitiesv1.ContactChannel_CONTACT_CHANNEL_STREET, GroupSize: 7,
			}, events.ContactSaved(met), "contact.saved", met.ID,
		},
		{
			"contact_saved_withdrawn.binpb", &activitiesv1.ContactSaved{
				Id: "0181f0a0-0000-7000-8000-000000000021", Version: 2, ProgrammeId: "0181f0a0-0000-7000-8000-000000000002",
				Date: "2022-06-14", WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
				Channel: activitiesv1.ContactChannel_CONTACT_CHANNEL_STREET, Withdrawn: true,
			}, events.ContactSaved(never), "contact.saved", met.ID,
		},
	}
}

func TestNoChannelOfAContactIsLost(t *testing.T) {
	for number, name := range activitiesv1.ContactChannel_name {
		word := strings.ToLower(strings.TrimPrefix(name, "CONTACT_CHANNEL_"))
		saved := events.ContactSaved(domain.Contact{Channel: word}).Data.(*activitiesv1.ContactSaved)
		require.EqualValues(t, number, saved.GetChannel(), word)
	}
}
