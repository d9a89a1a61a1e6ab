package api_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// served answers the files whose services are served.
func served() []protoreflect.FileDescriptor {
	return []protoreflect.FileDescriptor{
		supportv1.File_meedoen_support_v1_processing_log_proto,
		supportv1.File_meedoen_support_v1_audit_log_proto,
		supportv1.File_meedoen_support_v1_resident_proto,
		supportv1.File_meedoen_support_v1_question_proto,
		supportv1.File_meedoen_support_v1_mediation_proto,
		supportv1.File_meedoen_support_v1_question_change_proto,
		supportv1.File_meedoen_support_v1_guidance_trajectory_proto,
		supportv1.File_meedoen_support_v1_guidance_goal_proto,
		supportv1.File_meedoen_support_v1_guidance_contact_proto,
		supportv1.File_meedoen_support_v1_outcome_measure_proto,
	}
}

// mayCall answers the roles that may call each method, "worker" for short.
func mayCall() map[string]string {
	all := map[string]string{}
	for _, of := range []map[string]string{
		{
			"ProcessingLogService/ListProcessingLines": "auditor",
			"AuditLogService/ListAuditEntries":         "auditor",
			"AuditLogService/GetAuditVerification":     "auditor",
		},
		{
			"ResidentService/CreateResident":        "worker wijkteam importer",
			"ResidentService/BatchCreateResidents":  "importer",
			"ResidentService/GetResident":           "worker",
			"ResidentService/SearchResidents":       "worker",
			"ResidentService/UpdateResident":        "worker",
			"ResidentService/ExportResident":        "worker",
			"ResidentService/CreateResidentErasure": "worker",
		},
		{
			"QuestionService/CreateQuestion":           "worker wijkteam importer",
			"QuestionService/BatchCreateQuestions":     "importer",
			"QuestionService/GetQuestion":              "worker wijkteam",
			"QuestionService/ListQuestions":            "worker wijkteam",
			"QuestionService/CreateQuestionTransition": "worker",
			"QuestionService/ListQuestionTransitions":  "worker wijkteam",
		},
		{
			"MediationService/CreateMediation":                "worker importer",
			"MediationService/BatchCreateMediations":          "importer",
			"MediationService/GetMediation":                   "worker",
			"MediationService/ListMediations":                 "worker",
			"MediationService/CreateMediationTransition":      "worker",
			"MediationService/ListMediationTransitions":       "worker",
			"MediationService/CreateMediatorAssignment":       "worker",
			"MediationService/ListMediatorAssignments":        "worker",
			"MediationService/CreateMediatorAssignmentEnding": "worker",
			"MediationService/CreateReferrerFeedback":         "worker",
			"MediationService/ListReferrerFeedback":           "worker",
		},
		{"QuestionChangeService/WatchQuestions": "worker wijkteam"},
		mayCallGuidance(),
	} {
		maps.Copy(all, of)
	}
	return all
}

func mayCallGuidance() map[string]string {
	return map[string]string{
		"GuidanceTrajectoryService/CreateGuidanceTrajectory":           "worker importer",
		"GuidanceTrajectoryService/BatchCreateGuidanceTrajectories":    "importer",
		"GuidanceTrajectoryService/GetGuidanceTrajectory":              "worker",
		"GuidanceTrajectoryService/ListGuidanceTrajectories":           "worker",
		"GuidanceTrajectoryService/CreateGuidanceTrajectoryTransition": "worker",
		"GuidanceTrajectoryService/ListGuidanceTrajectoryTransitions":  "worker",
		"GuidanceGoalService/CreateGuidanceGoal":                       "worker",
		"GuidanceGoalService/ListGuidanceGoals":                        "worker",
		"GuidanceGoalService/CreateGuidanceGoalOutcome":                "worker",
		"GuidanceContactService/CreateGuidanceContact":                 "worker",
		"GuidanceContactService/BatchCreateGuidanceContacts":           "importer",
		"GuidanceContactService/ListGuidanceContacts":                  "worker",
		"OutcomeMeasureService/CreateOutcomeMeasure":                   "worker",
		"OutcomeMeasureService/ListOutcomeMeasures":                    "worker",
		"OutcomeMeasureService/GetOutcomeRadar":                        "worker",
	}
}

// methods answers every method that is served, as "Service/Method".
func methods() (list []string) {
	for _, file := range served() {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				list = append(list, fmt.Sprintf("%s/%s", service.Name(), service.Methods().Get(j).Name()))
			}
		}
	}
	return list
}

// call calls method with an empty request: who may not call does not hear what is wrong with it. Of a stream that stays open the
// first answer counts.
func (r *rig) call(ctx context.Context, method string) error {
	if method == "QuestionChangeService/WatchQuestions" {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		stream, err := r.changes.WatchQuestions(ctx, &supportv1.WatchQuestionsRequest{})
		if err == nil {
			_, err = stream.Recv()
		}
		return err
	}
	return r.conn.Invoke(ctx, "/meedoen.support.v1."+method, &emptypb.Empty{}, &emptypb.Empty{})
}

func TestOnlyTheRolesOfAMethodMayCallIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		may := mayCall()
		require.ElementsMatch(t, slices.Collect(maps.Keys(may)), methods(), "each method that is served has its roles here")
		r.runs(t, r.feed)
		before := r.state(t)
		for _, role := range []string{
			"volunteers.coordinator", "importer", "auditor", "volunteer", "activities.staff", "account.manager", "municipality",
			"admin", "debt.counsellor", "debt.supervisor", "support.worker", "wijkteam", "Support.Worker", "*",
		} {
			ctx := r.as(t, devissuer.Claims{Subject: "somebody", Roles: []string{role}})
			for _, method := range methods() {
				allowed := slices.Contains(strings.Fields(may[method]), strings.TrimPrefix(role, "support."))
				err := r.call(ctx, method)
				require.Equal(t, !allowed, status.Code(err) == codes.PermissionDenied, "%s %s: %v", role, method, err)
				require.NotContains(t, []codes.Code{codes.Unauthenticated, codes.Unimplemented}, status.Code(err), method)
			}
		}
		require.Equal(t, before, r.state(t), "an empty request touches nobody")
	})
}

func TestCallerWithoutAValidTokenChangesAndLearnsNothing(t *testing.T) {
	worker := []string{"support.worker"}
	tests := map[string]struct {
		claims devissuer.Claims // zero: no token
		later  time.Duration    // from when it was made to when it is used
		want   refusal
	}{
		"no token":         {want: refusal{code: codes.Unauthenticated, reason: "TOKEN_MISSING"}},
		"another audience": {devissuer.Claims{Subject: "a", Roles: worker, Audience: "elsewhere"}, 0, refusal{code: codes.Unauthenticated, reason: "TOKEN_AUDIENCE"}},
		"expired":          {devissuer.Claims{Subject: "a", Roles: worker, Lifetime: time.Hour}, time.Hour, refusal{code: codes.Unauthenticated, reason: "TOKEN_EXPIRED"}},
		"no role":          {devissuer.Claims{Subject: "a"}, 0, refusal{code: codes.PermissionDenied, reason: "ROLE_MISSING"}},
		"wrong role":       {devissuer.Claims{Subject: "a", Roles: []string{"municipality"}}, 0, refusal{code: codes.PermissionDenied, reason: "ROLE_MISSING"}},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				ctx := t.Context()
				if tt.claims.Subject != "" {
					ctx = r.as(t, tt.claims)
				}
				r.clock.Advance(tt.later)
				defer r.clock.Set(now())
				r.refuses(t, tt.want, func() error {
					_, err := r.residents.CreateResident(ctx, &supportv1.CreateResidentRequest{Resident: neighbour()})
					return err
				})
				for _, method := range methods() {
					tt.want.require(t, r.call(ctx, method))
				}
			})
		}
	})
}
