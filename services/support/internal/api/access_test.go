package api_test

import (
	"context"
	"maps"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/deschoor/meedoen/platform/testkit/servicetest"
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
		supportv1.File_meedoen_support_v1_webhook_proto,
		supportv1.File_meedoen_support_v1_guidance_trajectory_proto,
		supportv1.File_meedoen_support_v1_guidance_goal_proto,
		supportv1.File_meedoen_support_v1_guidance_contact_proto,
		supportv1.File_meedoen_support_v1_outcome_measure_proto,
		supportv1.File_meedoen_support_v1_referral_proto,
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
		{
			"ReferralService/CreateReferral":           "worker wijkteam",
			"ReferralService/GetReferral":              "worker wijkteam",
			"ReferralService/ListReferrals":            "worker wijkteam",
			"ReferralService/CreateReferralTransition": "worker wijkteam",
		},
		{
			"WebhookService/CreateWebhook":           "wijkteam",
			"WebhookService/GetWebhook":              "wijkteam",
			"WebhookService/ListWebhooks":            "wijkteam",
			"WebhookService/DeleteWebhook":           "wijkteam",
			"WebhookService/CreateWebhookSecret":     "wijkteam",
			"WebhookService/CreateWebhookResumption": "wijkteam",
		},
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
func methods() []string { return servicetest.Methods(served()...) }

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

// door is where callers of the service come in.
func (r *rig) door() servicetest.Door {
	return servicetest.Door{Methods: methods(), As: r.as, Call: r.call, State: r.state, Clock: r.clock}
}

func TestOnlyTheRolesOfAMethodMayCallIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.runs(t, r.feed)
		r.door().RequireRoles(t, "support.", mayCall(),
			"volunteers.coordinator", "importer", "auditor", "volunteer", "activities.staff", "account.manager", "municipality",
			"admin", "debt.counsellor", "debt.supervisor", "support.worker", "wijkteam", "Support.Worker", "*",
		)
	})
}

func TestCallerWithoutAValidTokenChangesAndLearnsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.door().RequireToken(t, "support.worker", "municipality", func(ctx context.Context) error {
			_, err := r.residents.CreateResident(ctx, &supportv1.CreateResidentRequest{Resident: neighbour()})
			return err
		})
	})
}
