package api_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// served answers the files whose services are served.
func served() []protoreflect.FileDescriptor {
	return []protoreflect.FileDescriptor{
		volunteersv1.File_meedoen_volunteers_v1_processing_log_proto,
		volunteersv1.File_meedoen_volunteers_v1_person_proto,
		volunteersv1.File_meedoen_volunteers_v1_person_login_proto,
		volunteersv1.File_meedoen_volunteers_v1_engagement_proto,
		volunteersv1.File_meedoen_volunteers_v1_role_proto,
		volunteersv1.File_meedoen_volunteers_v1_certificate_proto,
		volunteersv1.File_meedoen_volunteers_v1_vacancy_proto,
		volunteersv1.File_meedoen_volunteers_v1_assignment_proto,
		volunteersv1.File_meedoen_volunteers_v1_payment_proto,
		volunteersv1.File_meedoen_volunteers_v1_hours_proto,
		volunteersv1.File_meedoen_volunteers_v1_expense_proto,
		volunteersv1.File_meedoen_volunteers_v1_agreement_proto,
		volunteersv1.File_meedoen_volunteers_v1_statement_proto,
		volunteersv1.File_meedoen_volunteers_v1_shift_proto,
		volunteersv1.File_meedoen_volunteers_v1_shift_offer_proto,
		volunteersv1.File_meedoen_volunteers_v1_shift_series_proto,
		volunteersv1.File_meedoen_volunteers_v1_calendar_proto,
		volunteersv1.File_meedoen_volunteers_v1_volunteer_referral_proto,
	}
}

// everybody is who may call a method without a token.
const everybody = servicetest.Everybody

// mayCall answers the roles that may call each method, "coordinator" for short.
func mayCall() map[string]string {
	all := map[string]string{}
	for _, of := range []map[string]string{
		{"ProcessingLogService/ListProcessingLines": "auditor"},
		{
			"PersonService/CreatePerson":        "coordinator importer",
			"PersonService/BatchCreatePeople":   "importer",
			"PersonService/GetPerson":           "coordinator volunteer",
			"PersonService/GetOwnPerson":        "volunteer",
			"PersonService/SearchPeople":        "coordinator",
			"PersonService/UpdatePerson":        "coordinator volunteer",
			"PersonService/ExportPerson":        "coordinator volunteer",
			"PersonService/CreatePersonErasure": "coordinator",
		},
		{
			"PersonLoginService/UpdatePersonLogin": "coordinator",
			"PersonLoginService/GetPersonLogin":    "coordinator",
			"PersonLoginService/DeletePersonLogin": "coordinator",
		},
		{
			"EngagementService/CreateEngagement":           "coordinator importer",
			"EngagementService/BatchCreateEngagements":     "importer",
			"EngagementService/GetEngagement":              "coordinator volunteer",
			"EngagementService/ListEngagements":            "coordinator volunteer",
			"EngagementService/CreateEngagementTransition": "coordinator",
			"EngagementService/ListEngagementTransitions":  "coordinator",
		},
		{
			"RoleService/CreateRole": "coordinator importer",
			"RoleService/GetRole":    "coordinator importer account.manager volunteer",
			"RoleService/ListRoles":  "coordinator importer account.manager volunteer",
			"RoleService/UpdateRole": "coordinator",
		},
		{
			"CertificateService/CreateCertificate":           "coordinator importer",
			"CertificateService/BatchCreateCertificates":     "coordinator importer",
			"CertificateService/GetCertificate":              "coordinator volunteer",
			"CertificateService/ListCertificates":            "coordinator volunteer",
			"CertificateService/UpdateCertificate":           "coordinator",
			"CertificateService/CreateCertificateWithdrawal": "coordinator",
			"CertificateService/ListExpiringCertificates":    "coordinator",
		},
		{
			"ExpenseClaimService/CreateExpenseClaim":          "coordinator volunteer",
			"ExpenseClaimService/GetExpenseClaim":             "coordinator volunteer",
			"ExpenseClaimService/ListExpenseClaims":           "coordinator volunteer",
			"ExpenseClaimService/GetExpenseClaimAssessment":   "coordinator volunteer",
			"ExpenseClaimService/CreateExpenseClaimApproval":  "coordinator",
			"ExpenseClaimService/CreateExpenseClaimRejection": "coordinator",
		},
		{
			"HoursStatementService/GetHoursStatement": "coordinator volunteer",
		},
		{
			"HoursService/CreateHours":           "coordinator importer volunteer",
			"HoursService/BatchCreateHours":      "importer",
			"HoursService/GetHours":              "coordinator volunteer",
			"HoursService/ListHours":             "coordinator volunteer",
			"HoursService/CreateHoursApproval":   "coordinator",
			"HoursService/CreateHoursRejection":  "coordinator",
			"HoursService/CreateHoursWithdrawal": "coordinator importer volunteer",
		},
		{
			"BankAccountService/GetBankAccount":    "coordinator volunteer",
			"BankAccountService/UpdateBankAccount": "coordinator volunteer",
			"BankAccountService/DeleteBankAccount": "coordinator volunteer",
		},
		{
			"PaymentBatchService/CreatePaymentBatch": "coordinator",
			"PaymentBatchService/GetPaymentBatch":    "coordinator",
			"PaymentBatchService/ListPaymentBatches": "coordinator",
			"PaymentBatchService/GetPaymentFile":     "coordinator",
		},
		{
			"AgreementService/CreateAgreement":           "coordinator",
			"AgreementService/GetAgreement":              "coordinator volunteer",
			"AgreementService/ListAgreements":            "coordinator volunteer",
			"AgreementService/CreateAgreementSigning":    "coordinator",
			"AgreementService/CreateAgreementWithdrawal": "coordinator",
			"AgreementService/GetAgreementFile":          "coordinator volunteer",
		},
		{
			"AssignmentService/CreateAssignment":           "coordinator importer",
			"AssignmentService/BatchCreateAssignments":     "importer",
			"AssignmentService/GetAssignment":              "coordinator volunteer",
			"AssignmentService/ListAssignments":            "coordinator volunteer",
			"AssignmentService/CreateAssignmentTransition": "coordinator",
			"AssignmentService/ListAssignmentTransitions":  "coordinator",
		},
		{
			"VacancyService/CreateVacancy":           "coordinator importer",
			"VacancyService/GetVacancy":              "coordinator importer account.manager volunteer",
			"VacancyService/ListVacancies":           "coordinator importer account.manager volunteer",
			"VacancyService/UpdateVacancy":           "coordinator",
			"VacancyService/CreateVacancyTransition": "coordinator",
			"VacancyService/ListVacancyTransitions":  "coordinator",
			"VacancyService/CreateVacancyReaction":   "coordinator volunteer",
			"VacancyService/ListVacancyReactions":    "coordinator",
			"VacancyService/ListCandidates":          "coordinator",
		},
		{
			"VolunteerReferralService/CreateVolunteerReferral":           "support.service",
			"VolunteerReferralService/CreateVolunteerReferralWithdrawal": "support.service",
			"VolunteerReferralService/GetVolunteerReferral":              "coordinator",
			"VolunteerReferralService/ListVolunteerReferrals":            "coordinator",
			"VolunteerReferralService/CreateVolunteerReferralDecision":   "coordinator",
		},
		{
			"ShiftService/CreateShift":             "coordinator importer",
			"ShiftService/BatchCreateShifts":       "coordinator importer",
			"ShiftService/GetShift":                "coordinator volunteer",
			"ShiftService/ListShifts":              "coordinator volunteer",
			"ShiftService/CreateShiftAssignment":   "coordinator",
			"ShiftService/CreateShiftMove":         "coordinator",
			"ShiftService/CreateShiftCancellation": "coordinator",
		},
		{
			"ShiftOfferService/CreateShiftOffer":                   "coordinator volunteer",
			"ShiftOfferService/GetShiftOffer":                      "coordinator volunteer",
			"ShiftOfferService/ListShiftOffers":                    "coordinator volunteer",
			"ShiftOfferService/CreateShiftOfferWithdrawal":         "coordinator volunteer",
			"ShiftOfferService/CreateShiftOfferResponse":           "coordinator volunteer",
			"ShiftOfferService/ListShiftOfferResponses":            "coordinator volunteer",
			"ShiftOfferService/CreateShiftOfferResponseAcceptance": "coordinator volunteer",
			"ShiftOfferService/CreateShiftOfferResponseRefusal":    "coordinator volunteer",
			"ShiftOfferService/CreateShiftOfferResponseWithdrawal": "coordinator volunteer",
		},
		{
			"ShiftSeriesService/CreateShiftSeries":             "coordinator",
			"ShiftSeriesService/GetShiftSeries":                "coordinator",
			"ShiftSeriesService/ListShiftSeries":               "coordinator",
			"ShiftSeriesService/CreateShiftSeriesCancellation": "coordinator",
		},
		{
			"CalendarFeedService/CreateCalendarFeed":           "coordinator volunteer",
			"CalendarFeedService/ListCalendarFeeds":            "coordinator volunteer",
			"CalendarFeedService/CreateCalendarFeedRevocation": "coordinator volunteer",
			"CalendarFeedService/GetCalendar":                  everybody,
		},
	} {
		maps.Copy(all, of)
	}
	return all
}

// methods answers every method that is served, as "Service/Method".
func methods() []string { return servicetest.Methods(served()...) }

// call calls method with an empty request: who may not call does not hear what is wrong with it.
func (r *rig) call(ctx context.Context, method string) error {
	return r.conn.Invoke(ctx, "/meedoen.volunteers.v1."+method, &emptypb.Empty{}, &emptypb.Empty{})
}

// door is where callers of the service come in. A volunteer may call a method and be refused for a login that is not known.
func (r *rig) door() servicetest.Door {
	return servicetest.Door{
		Methods: methods(), As: r.as, Call: r.call, State: r.state, Clock: r.clock,
		Denied: func(err error) bool { return reasonOf(err) == "ROLE_MISSING" },
	}
}

func TestOnlyTheRolesOfAMethodMayCallIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.door().RequireRoles(t, "volunteers.", mayCall(),
			"volunteers.coordinator", "importer", "auditor", "volunteer", "activities.staff", "account.manager", "municipality",
			"admin", "debt.counsellor", "debt.supervisor", "support.worker", "support.service", "wijkteam",
			"Volunteers.Coordinator", "*",
		)
	})
}

func TestCallerWithoutAValidTokenChangesAndLearnsNothing(t *testing.T) {
	may := mayCall()
	onBoth(t, func(t *testing.T, r *rig) {
		door := r.door()
		door.Methods = slices.DeleteFunc(door.Methods, func(method string) bool { return may[method] == everybody })
		door.RequireToken(t, "volunteers.coordinator", "municipality", func(ctx context.Context) error {
			_, err := r.people.CreatePerson(ctx, &volunteersv1.CreatePersonRequest{Person: helper()})
			return err
		})
	})
}
