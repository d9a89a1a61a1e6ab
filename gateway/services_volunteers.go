package gateway

import (
	volunteersrest "github.com/deschoor/meedoen/gateway/internal/rest/meedoen/volunteers/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// volunteersServices are those of the people who help.
func volunteersServices() []restService {
	people := volunteersv1.File_meedoen_volunteers_v1_person_proto.Services()
	engagements := volunteersv1.File_meedoen_volunteers_v1_engagement_proto.Services()
	roles := volunteersv1.File_meedoen_volunteers_v1_role_proto.Services()
	assignments := volunteersv1.File_meedoen_volunteers_v1_assignment_proto.Services()
	processingLog := volunteersv1.File_meedoen_volunteers_v1_processing_log_proto.Services()
	return []restService{
		{
			people.ByName("PersonService"),
			with(volunteersv1.NewPersonServiceClient, volunteersrest.RegisterPersonServiceHandlerClient),
		},
		{
			engagements.ByName("EngagementService"),
			with(volunteersv1.NewEngagementServiceClient, volunteersrest.RegisterEngagementServiceHandlerClient),
		},
		{
			roles.ByName("RoleService"),
			with(volunteersv1.NewRoleServiceClient, volunteersrest.RegisterRoleServiceHandlerClient),
		},
		{
			assignments.ByName("AssignmentService"),
			with(volunteersv1.NewAssignmentServiceClient, volunteersrest.RegisterAssignmentServiceHandlerClient),
		},
		{
			processingLog.ByName("ProcessingLogService"),
			with(volunteersv1.NewProcessingLogServiceClient, volunteersrest.RegisterProcessingLogServiceHandlerClient),
		},
	}
}
