package gateway

import (
	"slices"

	supportrest "github.com/deschoor/meedoen/gateway/internal/rest/meedoen/support/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// supportServices are those of the support of residents.
func supportServices() []restService {
	residents := supportv1.File_meedoen_support_v1_resident_proto.Services()
	questions := supportv1.File_meedoen_support_v1_question_proto.Services()
	referrals := supportv1.File_meedoen_support_v1_referral_proto.Services()
	mediations := supportv1.File_meedoen_support_v1_mediation_proto.Services()
	webhooks := supportv1.File_meedoen_support_v1_webhook_proto.Services()
	processingLog := supportv1.File_meedoen_support_v1_processing_log_proto.Services()
	auditLog := supportv1.File_meedoen_support_v1_audit_log_proto.Services()
	return slices.Concat([]restService{
		{
			residents.ByName("ResidentService"),
			with(supportv1.NewResidentServiceClient, supportrest.RegisterResidentServiceHandlerClient),
		},
		{
			questions.ByName("QuestionService"),
			with(supportv1.NewQuestionServiceClient, supportrest.RegisterQuestionServiceHandlerClient),
		},
		{
			referrals.ByName("ReferralService"),
			with(supportv1.NewReferralServiceClient, supportrest.RegisterReferralServiceHandlerClient),
		},
		{
			mediations.ByName("MediationService"),
			with(supportv1.NewMediationServiceClient, supportrest.RegisterMediationServiceHandlerClient),
		},
		{
			webhooks.ByName("WebhookService"),
			with(supportv1.NewWebhookServiceClient, supportrest.RegisterWebhookServiceHandlerClient),
		},
		{
			processingLog.ByName("ProcessingLogService"),
			with(supportv1.NewProcessingLogServiceClient, supportrest.RegisterProcessingLogServiceHandlerClient),
		},
		{
			auditLog.ByName("AuditLogService"),
			with(supportv1.NewAuditLogServiceClient, supportrest.RegisterAuditLogServiceHandlerClient),
		},
	}, guidanceServices())
}

// guidanceServices are those of the guidance of residents.
func guidanceServices() []restService {
	guidance := supportv1.File_meedoen_support_v1_guidance_trajectory_proto.Services()
	goals := supportv1.File_meedoen_support_v1_guidance_goal_proto.Services()
	contacts := supportv1.File_meedoen_support_v1_guidance_contact_proto.Services()
	measures := supportv1.File_meedoen_support_v1_outcome_measure_proto.Services()
	return []restService{
		{
			guidance.ByName("GuidanceTrajectoryService"),
			with(supportv1.NewGuidanceTrajectoryServiceClient, supportrest.RegisterGuidanceTrajectoryServiceHandlerClient),
		},
		{
			goals.ByName("GuidanceGoalService"),
			with(supportv1.NewGuidanceGoalServiceClient, supportrest.RegisterGuidanceGoalServiceHandlerClient),
		},
		{
			contacts.ByName("GuidanceContactService"),
			with(supportv1.NewGuidanceContactServiceClient, supportrest.RegisterGuidanceContactServiceHandlerClient),
		},
		{
			measures.ByName("OutcomeMeasureService"),
			with(supportv1.NewOutcomeMeasureServiceClient, supportrest.RegisterOutcomeMeasureServiceHandlerClient),
		},
	}
}
