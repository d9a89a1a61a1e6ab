package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestExportTellsThePersonEverythingAndItselfButNoColleague(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id, other := r.addPerson(t).GetId(), r.addPerson(t, bornIn(1970)).GetId()
		mine := r.anEngagement(t, id)
		r.anEngagement(t, other)
		intern := r.anEngagement(t, id, func(e *domain.Engagement) { e.Kind, e.State = domain.Intern, domain.Left })
		work := r.anAssignment(t, mine.ID, r.aRole(t, r.aProgramme(t)).ID)
		step, err := r.stepEngagement(t, mine.ID, volunteersv1.EngagementState_ENGAGEMENT_STATE_PAUSED, "2022-01-10", "vakantie")
		require.NoError(t, err)

		export, err := r.export(t, id)

		require.NoError(t, err)
		person, err := r.getPerson(t, id)
		require.NoError(t, err)
		requireProto(t, person, export.GetPerson())
		require.Len(t, export.GetEngagements(), 2)
		require.ElementsMatch(t, []string{mine.ID, intern.ID}, []string{export.GetEngagements()[0].GetId(), export.GetEngagements()[1].GetId()})
		require.Len(t, export.GetAssignments(), 1)
		requireProto(t, &volunteersv1.Assignment{
			Id: work.ID, EngagementId: mine.ID, RoleId: work.RoleID, State: volunteersv1.AssignmentState_ASSIGNMENT_STATE_ACTIVE,
			StartDate: "2021-03-01", StateDate: "2021-03-01", Etag: "1", CreateTime: export.GetAssignments()[0].GetCreateTime(),
			UpdateTime: export.GetAssignments()[0].GetUpdateTime(),
		}, export.GetAssignments()[0])
		require.Len(t, export.GetEngagementTransitions(), 1, "why somebody paused is kept about the person")
		requireProto(t, step, export.GetEngagementTransitions()[0])
		text, err := protojson.Marshal(export)
		require.NoError(t, err)
		require.NotContains(t, string(text), coordinatorSubject)
		require.NotContains(t, string(text), other)
		var methods []string
		for _, l := range export.GetProcessingLines() {
			methods = append(methods, l.GetMethod()[strings.LastIndex(l.GetMethod(), "/")+1:])
		}
		require.Equal(t, []string{"CreatePerson", "CreateEngagementTransition", "ExportPerson"}, methods)
		require.Equal(t, export.GetLogSubject(), export.GetProcessingLines()[0].GetSubject())
		r.refuses(t, gone("PERSON_NOT_FOUND"), func() error { _, err := r.export(t, ids.New()); return err })
	})
}
