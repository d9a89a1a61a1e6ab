package gateway

import (
	volunteersrest "github.com/deschoor/meedoen/gateway/internal/rest/meedoen/volunteers/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// volunteersServices are those of the people who help.
func volunteersServices() []restService {
	people := volunteersv1.File_meedoen_volunteers_v1_person_proto.Services()
	logins := volunteersv1.File_meedoen_volunteers_v1_person_login_proto.Services()
	engagements := volunteersv1.File_meedoen_volunteers_v1_engagement_proto.Services()
	roles := volunteersv1.File_meedoen_volunteers_v1_role_proto.Services()
	assignments := volunteersv1.File_meedoen_volunteers_v1_assignment_proto.Services()
	processingLog := volunteersv1.File_meedoen_volunteers_v1_processing_log_proto.Services()
	certificates := volunteersv1.File_meedoen_volunteers_v1_certificate_proto.Services()
	referrals := volunteersv1.File_meedoen_volunteers_v1_volunteer_referral_proto.Services()
	vacancies := volunteersv1.File_meedoen_volunteers_v1_vacancy_proto.Services()
	hours := volunteersv1.File_meedoen_volunteers_v1_hours_proto.Services()
	claims := volunteersv1.File_meedoen_volunteers_v1_expense_proto.Services()
	payments := volunteersv1.File_meedoen_volunteers_v1_payment_proto.Services()
	agreements := volunteersv1.File_meedoen_volunteers_v1_agreement_proto.Services()
	statements := volunteersv1.File_meedoen_volunteers_v1_statement_proto.Services()
	shifts := volunteersv1.File_meedoen_volunteers_v1_shift_proto.Services()
	shiftOffers := volunteersv1.File_meedoen_volunteers_v1_shift_offer_proto.Services()
	series := volunteersv1.File_meedoen_volunteers_v1_shift_series_proto.Services()
	feeds := volunteersv1.File_meedoen_volunteers_v1_calendar_proto.Services()
	return []restService{
		{
			people.ByName("PersonService"),
			with(volunteersv1.NewPersonServiceClient, volunteersrest.RegisterPersonServiceHandlerClient),
		},
		{
			logins.ByName("PersonLoginService"),
			with(volunteersv1.NewPersonLoginServiceClient, volunteersrest.RegisterPersonLoginServiceHandlerClient),
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
		{
			certificates.ByName("CertificateService"),
			with(volunteersv1.NewCertificateServiceClient, volunteersrest.RegisterCertificateServiceHandlerClient),
		},
		{
			vacancies.ByName("VacancyService"),
			with(volunteersv1.NewVacancyServiceClient, volunteersrest.RegisterVacancyServiceHandlerClient),
		},
		{
			referrals.ByName("VolunteerReferralService"),
			with(volunteersv1.NewVolunteerReferralServiceClient, volunteersrest.RegisterVolunteerReferralServiceHandlerClient),
		},
		{
			hours.ByName("HoursService"),
			with(volunteersv1.NewHoursServiceClient, volunteersrest.RegisterHoursServiceHandlerClient),
		},
		{
			claims.ByName("ExpenseClaimService"),
			with(volunteersv1.NewExpenseClaimServiceClient, volunteersrest.RegisterExpenseClaimServiceHandlerClient),
		},
		{
			payments.ByName("BankAccountService"),
			with(volunteersv1.NewBankAccountServiceClient, volunteersrest.RegisterBankAccountServiceHandlerClient),
		},
		{
			payments.ByName("PaymentBatchService"),
			with(volunteersv1.NewPaymentBatchServiceClient, volunteersrest.RegisterPaymentBatchServiceHandlerClient),
		},
		{
			agreements.ByName("AgreementService"),
			with(volunteersv1.NewAgreementServiceClient, volunteersrest.RegisterAgreementServiceHandlerClient),
		},
		{
			statements.ByName("HoursStatementService"),
			with(volunteersv1.NewHoursStatementServiceClient, volunteersrest.RegisterHoursStatementServiceHandlerClient),
		},
		{
			shifts.ByName("ShiftService"),
			with(volunteersv1.NewShiftServiceClient, volunteersrest.RegisterShiftServiceHandlerClient),
		},
		{
			shiftOffers.ByName("ShiftOfferService"),
			with(volunteersv1.NewShiftOfferServiceClient, volunteersrest.RegisterShiftOfferServiceHandlerClient),
		},
		{
			series.ByName("ShiftSeriesService"),
			with(volunteersv1.NewShiftSeriesServiceClient, volunteersrest.RegisterShiftSeriesServiceHandlerClient),
		},
		{
			feeds.ByName("CalendarFeedService"),
			with(volunteersv1.NewCalendarFeedServiceClient, volunteersrest.RegisterCalendarFeedServiceHandlerClient),
		},
	}
}
