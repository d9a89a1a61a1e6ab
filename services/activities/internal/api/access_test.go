package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// methods answers every method of the service, as gRPC names it.
func methods() (list []string) {
	for _, file := range []protoreflect.FileDescriptor{
		activitiesv1.File_meedoen_activities_v1_location_proto, activitiesv1.File_meedoen_activities_v1_programme_proto,
		activitiesv1.File_meedoen_activities_v1_head_count_proto,
		activitiesv1.File_meedoen_activities_v1_contact_proto, activitiesv1.File_meedoen_activities_v1_initiative_proto,
		activitiesv1.File_meedoen_activities_v1_output_proto,
		activitiesv1.File_meedoen_activities_v1_activity_proto, activitiesv1.File_meedoen_activities_v1_session_proto,
		activitiesv1.File_meedoen_activities_v1_room_proto, activitiesv1.File_meedoen_activities_v1_reservation_proto,
		activitiesv1.File_meedoen_activities_v1_import_proto,
	} {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				list = append(list, fmt.Sprintf("/%s/%s", service.FullName(), service.Methods().Get(j).Name()))
			}
		}
	}
	return list
}

func reads(method string) bool {
	return strings.Contains(method, "/Get") || strings.Contains(method, "/List")
}

// whenAndWhere says whether a method reads what who schedules people needs.
func whenAndWhere(method string) bool {
	return strings.Contains(method, ".SessionService/") || strings.Contains(method, ".LocationService/")
}

// call calls method with an empty request: who may not call does not hear what is wrong with it.
func (r *rig) call(ctx context.Context, method string) error {
	return r.conn.Invoke(ctx, method, &emptypb.Empty{}, &emptypb.Empty{})
}

func TestOnlyTheRolesOfAMethodMayCallIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		require.Len(t, methods(), 57)
		tests := map[string]struct{ reads, writes bool }{
			"activities.staff":       {true, true},
			"importer":               {true, true},
			"account.manager":        {true, false},
			"municipality":           {false, false},
			"admin":                  {false, false},
			"auditor":                {false, false},
			"volunteers.coordinator": {false, false}, // but for when and where
			"volunteer":              {false, false},
			"debt.counsellor":        {false, false},
			"debt.supervisor":        {false, false},
			"support.worker":         {false, false},
			"wijkteam":               {false, false},
			"Activities.Staff":       {false, false},
			"*":                      {false, false},
		}
		for role, may := range tests {
			ctx := r.as(t, devissuer.Claims{Subject: "somebody", Roles: []string{role}})
			for _, method := range methods() {
				allowed := may.writes
				if reads(method) {
					allowed = may.reads || role == "volunteers.coordinator" && whenAndWhere(method)
				}
				err := r.call(ctx, method)
				require.Equal(t, !allowed, status.Code(err) == codes.PermissionDenied, "%s %s: %v", role, method, err)
				require.NotEqual(t, codes.Unauthenticated, status.Code(err))
			}
		}
	})
}

func TestCallerWithoutAValidTokenChangesAndLearnsNothing(t *testing.T) {
	staff := []string{"activities.staff"}
	tests := map[string]struct {
		claims devissuer.Claims // zero: no token
		later  time.Duration    // from when it was made to when it is used
		want   refusal
	}{
		"no token":         {want: refusal{code: codes.Unauthenticated, reason: "TOKEN_MISSING"}},
		"another audience": {devissuer.Claims{Subject: "a", Roles: staff, Audience: "elsewhere"}, 0, refusal{code: codes.Unauthenticated, reason: "TOKEN_AUDIENCE"}},
		"expired":          {devissuer.Claims{Subject: "a", Roles: staff, Lifetime: time.Hour}, time.Hour, refusal{code: codes.Unauthenticated, reason: "TOKEN_EXPIRED"}},
		"no role":          {devissuer.Claims{Subject: "a"}, 0, refusal{code: codes.PermissionDenied, reason: "ROLE_MISSING"}},
		"wrong role":       {devissuer.Claims{Subject: "a", Roles: []string{"municipality"}}, 0, refusal{code: codes.PermissionDenied, reason: "ROLE_MISSING"}},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				ctx := t.Context()
				if tt.claims.Subject != "" {
					ctx = r.as(t, tt.claims)
				}
				r.clock.Advance(tt.later)
				defer r.clock.Set(now())
				r.refuses(t, tt.want, func() error {
					_, err := r.counts.CreateHeadCount(ctx, v.request())
					return err
				})
				for _, method := range methods() {
					tt.want.require(t, r.call(ctx, method))
				}
			})
		}
	})
}
