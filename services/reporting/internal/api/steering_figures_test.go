package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// coordinator is the role that may know who is behind a small number of volunteers.
const coordinator = "volunteers.coordinator"

func (r *rig) listSteering(t *testing.T, role, programme string) map[string]*reportingv1.SteeringFigure {
	t.Helper()
	answer, err := r.steering.ListSteeringFigures(r.as(t, role), &reportingv1.ListSteeringFiguresRequest{
		Year: 2022, ProgrammeId: programme,
	})
	require.NoError(t, err)
	byID := map[string]*reportingv1.SteeringFigure{}
	for _, f := range answer.GetSteeringFigures() {
		byID[f.GetIndicator()] = f
	}
	return byID
}

// volunteered answers hours that a volunteer of 20 worked for a programme in March 2022.
func volunteered(person, programme string, minutes int32) *volunteersv1.HoursSaved {
	return &volunteersv1.HoursSaved{
		Id: person + programme, Version: 1, AssignmentId: "a", ProgrammeId: programme, RoleId: "r", RoleCode: "docent",
		Date: "2022-03-15", Minutes: minutes, Person: person, Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER,
		AgeBand: peoplev1.AgeBand_AGE_BAND_18_TO_26, Approved: true,
	}
}

func TestSteeringFiguresAreListedByProgramme(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		for id, f := range r.listSteering(t, manager, "") {
			require.Equal(t, reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA, f.GetStatus(), id)
			require.Nil(t, f.Value, id)
		}
		require.NoError(t, r.told(1, append(register(), &activitiesv1.ProgrammeSaved{
			Id: "p", Version: 1, Code: "taal", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		}, volunteered("anna", "p", 90), volunteered("anna", "kinderwerk", 60), volunteered("bert", "p", 30),
			&volunteersv1.VolunteerRetentionSaved{Id: "w", Version: 1, Year: 2022, ActiveBefore: 9, Stayed: 7},
			&volunteersv1.VolunteerRetentionSaved{Id: "v", Version: 1, Year: 2022, ProgrammeId: "later", ActiveBefore: 3})...))
		for _, role := range []string{manager, coordinator} {
			got := r.listSteering(t, role, "")
			require.Len(t, got, 6)
			young := func(n int32) []*reportingv1.FigurePart { return []*reportingv1.FigurePart{{Key: "18_to_26", Value: n}} }
			active := got["active-volunteers"]
			require.NotEmpty(t, active.GetDefinition())
			require.True(t, proto.Equal(&reportingv1.SteeringFigure{
				Indicator: "active-volunteers", Label: "actieve vrijwilligers", Definition: active.GetDefinition(),
				Unit: "unique_volunteers", Service: "volunteers", Status: reportingv1.FigureStatus_FIGURE_STATUS_RECORDED,
				Value: proto.Int32(2), AgeBands: young(2), Programmes: []*reportingv1.SteeringFigurePart{
					{ProgrammeId: "kinderwerk", ProgrammeCode: "kinderwerk", Value: 1, AgeBands: young(1)},
					{ProgrammeId: "p", ProgrammeCode: "taal", Value: 2, AgeBands: young(2)},
				},
			}, active), "%v", active)
			require.EqualValues(t, 3, got["volunteer-hours"].GetValue())
			require.Nil(t, got["volunteer-hours"].Base)
			retention := got["volunteer-retention"]
			require.EqualValues(t, 7, retention.GetValue())
			require.EqualValues(t, 9, retention.GetBase())
			require.True(t, proto.Equal(&reportingv1.SteeringFigurePart{ProgrammeId: "later", Base: proto.Int32(3)},
				retention.GetProgrammes()[0]), "%v", retention)
		}
		one := r.listSteering(t, coordinator, "p")["active-volunteers"]
		require.EqualValues(t, 2, one.GetValue())
		require.Len(t, one.GetProgrammes(), 1)
		require.Len(t, r.account(t, full).GetFigures(), 37, "none of them stands in the account")
	})
}

func TestSteeringFiguresAreForThoseWhoMayKnowWhoIsBehindThem(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		r.publish(t)
		for role, want := range map[string]codes.Code{
			nobody: codes.Unauthenticated, staff: codes.PermissionDenied, "municipality": codes.PermissionDenied,
			"admin": codes.PermissionDenied,
		} {
			_, err := r.steering.ListSteeringFigures(r.as(t, role), &reportingv1.ListSteeringFiguresRequest{Year: 2022})
			require.Equal(t, want.String(), status.Code(err).String(), role)
		}
		_, err := r.steering.ListSteeringFigures(r.as(t, manager), &reportingv1.ListSteeringFiguresRequest{})
		requireFault(t, err, codes.InvalidArgument, "REQUEST_INVALID")
		_, err = r.steering.ListSteeringFigures(r.as(t, manager), &reportingv1.ListSteeringFiguresRequest{
			Year: 2022, WaitFor: []string{"volunteers"},
		})
		requireFault(t, err, codes.InvalidArgument, "wait_for[0]: POSITION_INVALID")
	})
}
