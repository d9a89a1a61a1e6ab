package gateway

import (
	"context"
	"slices"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"

	activitiesrest "github.com/deschoor/meedoen/gateway/internal/rest/meedoen/activities/v1"
	eventsrest "github.com/deschoor/meedoen/gateway/internal/rest/meedoen/events/v1"
	reportingrest "github.com/deschoor/meedoen/gateway/internal/rest/meedoen/reporting/v1"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// restService is a service that the REST API offers.
type restService struct {
	descriptor protoreflect.ServiceDescriptor
	register   func(context.Context, *runtime.ServeMux, grpc.ClientConnInterface) error
}

// restServices lists them: a new service is added here, or to the list of its module.
func restServices() []restService {
	return slices.Concat(activitiesServices(), volunteersServices(), debtcounsellingServices(), supportServices(), sharedServices())
}

// activitiesServices are those of what is offered and who came.
func activitiesServices() []restService {
	activities := activitiesv1.File_meedoen_activities_v1_location_proto.Services()
	programmes := activitiesv1.File_meedoen_activities_v1_programme_proto.Services()
	headCounts := activitiesv1.File_meedoen_activities_v1_head_count_proto.Services()
	contacts := activitiesv1.File_meedoen_activities_v1_contact_proto.Services()
	initiatives := activitiesv1.File_meedoen_activities_v1_initiative_proto.Services()
	outputs := activitiesv1.File_meedoen_activities_v1_output_proto.Services()
	offered := activitiesv1.File_meedoen_activities_v1_activity_proto.Services()
	sessions := activitiesv1.File_meedoen_activities_v1_session_proto.Services()
	rooms := activitiesv1.File_meedoen_activities_v1_room_proto.Services()
	reservations := activitiesv1.File_meedoen_activities_v1_reservation_proto.Services()
	participants := activitiesv1.File_meedoen_activities_v1_participant_proto.Services()
	referrals := activitiesv1.File_meedoen_activities_v1_activity_referral_proto.Services()
	registrations := activitiesv1.File_meedoen_activities_v1_registration_proto.Services()
	attendance := activitiesv1.File_meedoen_activities_v1_attendance_proto.Services()
	processingLog := activitiesv1.File_meedoen_activities_v1_processing_log_proto.Services()
	imports := activitiesv1.File_meedoen_activities_v1_import_proto.Services()
	offers := activitiesv1.File_meedoen_activities_v1_offer_proto.Services()
	return []restService{
		{
			activities.ByName("LocationService"),
			with(activitiesv1.NewLocationServiceClient, activitiesrest.RegisterLocationServiceHandlerClient),
		},
		{
			programmes.ByName("ProgrammeService"),
			with(activitiesv1.NewProgrammeServiceClient, activitiesrest.RegisterProgrammeServiceHandlerClient),
		},
		{
			headCounts.ByName("HeadCountService"),
			with(activitiesv1.NewHeadCountServiceClient, activitiesrest.RegisterHeadCountServiceHandlerClient),
		},
		{
			contacts.ByName("ContactService"),
			with(activitiesv1.NewContactServiceClient, activitiesrest.RegisterContactServiceHandlerClient),
		},
		{
			initiatives.ByName("InitiativeService"),
			with(activitiesv1.NewInitiativeServiceClient, activitiesrest.RegisterInitiativeServiceHandlerClient),
		},
		{
			outputs.ByName("OutputService"),
			with(activitiesv1.NewOutputServiceClient, activitiesrest.RegisterOutputServiceHandlerClient),
		},
		{
			offered.ByName("ActivityService"),
			with(activitiesv1.NewActivityServiceClient, activitiesrest.RegisterActivityServiceHandlerClient),
		},
		{
			sessions.ByName("SessionService"),
			with(activitiesv1.NewSessionServiceClient, activitiesrest.RegisterSessionServiceHandlerClient),
		},
		{
			rooms.ByName("RoomService"),
			with(activitiesv1.NewRoomServiceClient, activitiesrest.RegisterRoomServiceHandlerClient),
		},
		{
			reservations.ByName("ReservationService"),
			with(activitiesv1.NewReservationServiceClient, activitiesrest.RegisterReservationServiceHandlerClient),
		},
		{
			participants.ByName("ParticipantService"),
			with(activitiesv1.NewParticipantServiceClient, activitiesrest.RegisterParticipantServiceHandlerClient),
		},
		{
			registrations.ByName("RegistrationService"),
			with(activitiesv1.NewRegistrationServiceClient, activitiesrest.RegisterRegistrationServiceHandlerClient),
		},
		{
			referrals.ByName("ActivityReferralService"),
			with(activitiesv1.NewActivityReferralServiceClient, activitiesrest.RegisterActivityReferralServiceHandlerClient),
		},
		{
			attendance.ByName("AttendanceService"),
			with(activitiesv1.NewAttendanceServiceClient, activitiesrest.RegisterAttendanceServiceHandlerClient),
		},
		{
			processingLog.ByName("ProcessingLogService"),
			with(activitiesv1.NewProcessingLogServiceClient, activitiesrest.RegisterProcessingLogServiceHandlerClient),
		},
		{
			imports.ByName("ImportService"),
			with(activitiesv1.NewImportServiceClient, activitiesrest.RegisterImportServiceHandlerClient),
		},
		{
			offers.ByName("OfferService"),
			with(activitiesv1.NewOfferServiceClient, activitiesrest.RegisterOfferServiceHandlerClient),
		},
	}
}

// sharedServices are about all modules: how far their events have come, and the figures of them.
func sharedServices() []restService {
	positions := eventsv1.File_meedoen_events_v1_position_proto.Services()
	accounts := reportingv1.File_meedoen_reporting_v1_account_proto.Services()
	catalogues := reportingv1.File_meedoen_reporting_v1_catalogue_proto.Services()
	explanations := reportingv1.File_meedoen_reporting_v1_figure_explanation_proto.Services()
	records := reportingv1.File_meedoen_reporting_v1_figure_record_proto.Services()
	steering := reportingv1.File_meedoen_reporting_v1_steering_figure_proto.Services()
	return []restService{
		{
			positions.ByName("PositionService"),
			with(eventsv1.NewPositionServiceClient, eventsrest.RegisterPositionServiceHandlerClient),
		},
		{
			accounts.ByName("AccountService"),
			with(reportingv1.NewAccountServiceClient, reportingrest.RegisterAccountServiceHandlerClient),
		},
		{
			catalogues.ByName("CatalogueService"),
			with(reportingv1.NewCatalogueServiceClient, reportingrest.RegisterCatalogueServiceHandlerClient),
		},
		{
			explanations.ByName("FigureExplanationService"),
			with(reportingv1.NewFigureExplanationServiceClient, reportingrest.RegisterFigureExplanationServiceHandlerClient),
		},
		{
			records.ByName("FigureRecordService"),
			with(reportingv1.NewFigureRecordServiceClient, reportingrest.RegisterFigureRecordServiceHandlerClient),
		},
		{
			steering.ByName("SteeringFigureService"),
			with(reportingv1.NewSteeringFigureServiceClient, reportingrest.RegisterSteeringFigureServiceHandlerClient),
		},
	}
}

// with joins the two generated functions of a service.
func with[Client any](
	newClient func(grpc.ClientConnInterface) Client,
	register func(context.Context, *runtime.ServeMux, Client) error,
) func(context.Context, *runtime.ServeMux, grpc.ClientConnInterface) error {
	return func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
		return register(ctx, mux, newClient(conn))
	}
}

func descriptors(services []restService) []protoreflect.ServiceDescriptor {
	var all []protoreflect.ServiceDescriptor
	for _, s := range services {
		all = append(all, s.descriptor)
	}
	return all
}
