package api_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// methods answers every method of the service that touches no person, as "Service/Method".
func methods() []string {
	return servicetest.Methods(
		activitiesv1.File_meedoen_activities_v1_location_proto, activitiesv1.File_meedoen_activities_v1_programme_proto,
		activitiesv1.File_meedoen_activities_v1_head_count_proto,
		activitiesv1.File_meedoen_activities_v1_contact_proto, activitiesv1.File_meedoen_activities_v1_initiative_proto,
		activitiesv1.File_meedoen_activities_v1_output_proto,
		activitiesv1.File_meedoen_activities_v1_activity_proto, activitiesv1.File_meedoen_activities_v1_session_proto,
		activitiesv1.File_meedoen_activities_v1_room_proto, activitiesv1.File_meedoen_activities_v1_reservation_proto,
		activitiesv1.File_meedoen_activities_v1_import_proto,
	)
}

// mayCall answers the roles that may call each method, "staff" for short.
func mayCall() map[string]string {
	may := map[string]string{}
	for _, method := range methods() {
		service, name, _ := strings.Cut(method, "/")
		may[method] = "staff importer"
		if !strings.HasPrefix(name, "Get") && !strings.HasPrefix(name, "List") {
			continue
		}
		may[method] += " account.manager"
		if service == "SessionService" || service == "LocationService" {
			may[method] += " volunteers.coordinator" // who schedules people asks when and where
		}
	}
	return may
}

// call calls method with an empty request: who may not call does not hear what is wrong with it.
func (r *rig) call(ctx context.Context, method string) error {
	return r.conn.Invoke(ctx, "/meedoen.activities.v1."+method, &emptypb.Empty{}, &emptypb.Empty{})
}

// door is where callers of the service come in.
func (r *rig) door() servicetest.Door {
	return servicetest.Door{Methods: methods(), As: r.as, Call: r.call, State: r.state, Clock: r.clock}
}

func TestOnlyTheRolesOfAMethodMayCallIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		require.Len(t, methods(), 57)
		r.door().RequireRoles(t, "activities.", mayCall(),
			"activities.staff", "importer", "account.manager", "municipality", "admin", "auditor", "volunteers.coordinator", "volunteer",
			"debt.counsellor", "debt.supervisor", "support.worker", "wijkteam", "Activities.Staff", "*",
		)
	})
}

func TestCallerWithoutAValidTokenChangesAndLearnsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		r.door().RequireToken(t, "activities.staff", "municipality", func(ctx context.Context) error {
			_, err := r.counts.CreateHeadCount(ctx, v.request())
			return err
		})
	})
}
