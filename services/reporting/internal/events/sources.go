package events

import (
	"slices"

	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// sourceOf answers the event that facts of a kind are read from, nil of a kind that there is not.
func sourceOf(kind string) proto.Message {
	return map[string]proto.Message{
		domain.HeadCount:  &activitiesv1.HeadCountSaved{},
		domain.Session:    &activitiesv1.SessionSaved{},
		domain.Attendance: &activitiesv1.AttendanceSaved{},
		domain.Contact:    &activitiesv1.ContactSaved{},
		domain.Output:     &activitiesv1.OutputSaved{},
		domain.Assignment: &volunteersv1.AssignmentYearSaved{},
		domain.Hours:      &volunteersv1.HoursSaved{},
		domain.Trajectory: &debtcounsellingv1.TrajectoryYearSaved{},
		domain.Guidance:   &supportv1.GuidanceYearSaved{},
		domain.Question:   &supportv1.QuestionSaved{},
		domain.Mediation:  &supportv1.MediationSaved{},
	}[kind]
}

// Sources answers the full names of the events that a measure counts, by name, such as "meedoen.activities.v1.HeadCountSaved";
// none of what nobody records yet.
func Sources(m domain.Measure) []string {
	var names []string
	if m.OfPlaces() {
		names = append(names, nameOf(&activitiesv1.LocationSaved{}))
	}
	for _, kind := range m.Facts {
		names = append(names, nameOf(sourceOf(kind)))
	}
	slices.Sort(names)
	return names
}

func nameOf(m proto.Message) string { return string(m.ProtoReflect().Descriptor().FullName()) }
