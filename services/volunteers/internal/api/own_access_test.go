package api_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	optionsv1 "github.com/deschoor/meedoen/proto/meedoen/options/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// ownCall calls a method for what is of somebody.
type ownCall struct {
	method string
	list   bool // of another it answers nothing, where another method refuses
	call   func(ctx context.Context, of kept) (proto.Message, error)
}

// ownCalls are the methods that a volunteer may call for the own data, reading before changing.
func (r *rig) ownCalls() []ownCall {
	return slices.Concat(
		r.ownPersonCalls(), r.ownWorkCalls(), r.ownMoneyCalls(), r.ownDocumentCalls(), r.ownShiftCalls(), r.ownOfferCalls(),
		r.ownResponseCalls(), r.ownFeedCalls(),
	)
}

func (r *rig) ownPersonCalls() []ownCall {
	return []ownCall{
		{"PersonService/GetPerson", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.people.GetPerson(ctx, &volunteersv1.GetPersonRequest{Id: of.person})
		}},
		{"PersonService/ExportPerson", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.people.ExportPerson(ctx, &volunteersv1.ExportPersonRequest{PersonId: of.person})
		}},
		{"PersonService/UpdatePerson", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.people.UpdatePerson(ctx, &volunteersv1.UpdatePersonRequest{
				Person: &volunteersv1.Person{Id: of.person, Skills: []string{"boekhouden"}},
			})
		}},
		{"EngagementService/GetEngagement", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.engagements.GetEngagement(ctx, &volunteersv1.GetEngagementRequest{Id: of.engagement})
		}},
		{"EngagementService/ListEngagements", true, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.engagements.ListEngagements(ctx, &volunteersv1.ListEngagementsRequest{PersonId: of.person})
		}},
		{"CertificateService/GetCertificate", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.certificates.GetCertificate(ctx, &volunteersv1.GetCertificateRequest{Id: of.certificate})
		}},
		{"CertificateService/ListCertificates", true, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.certificates.ListCertificates(ctx, &volunteersv1.ListCertificatesRequest{PersonId: of.person})
		}},
	}
}

func (r *rig) ownWorkCalls() []ownCall {
	return []ownCall{
		{"AssignmentService/GetAssignment", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.assignments.GetAssignment(ctx, &volunteersv1.GetAssignmentRequest{Id: of.assignment})
		}},
		{"AssignmentService/ListAssignments", true, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.assignments.ListAssignments(ctx, &volunteersv1.ListAssignmentsRequest{EngagementId: of.engagement})
		}},
		{"HoursService/CreateHours", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.hours.CreateHours(ctx, &volunteersv1.CreateHoursRequest{Hours: &volunteersv1.Hours{
				AssignmentId: of.assignment, Date: "2022-06-02", Minutes: 90,
			}})
		}},
		{"HoursService/GetHours", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.hours.GetHours(ctx, &volunteersv1.GetHoursRequest{Id: of.hours})
		}},
		{"HoursService/ListHours", true, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.hours.ListHours(ctx, &volunteersv1.ListHoursRequest{AssignmentId: of.assignment})
		}},
		{"HoursService/CreateHoursWithdrawal", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.hours.CreateHoursWithdrawal(ctx, &volunteersv1.CreateHoursWithdrawalRequest{
				HoursId: of.hours, Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "vergist"},
			})
		}},
		{"VacancyService/CreateVacancyReaction", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.vacancies.CreateVacancyReaction(ctx, &volunteersv1.CreateVacancyReactionRequest{
				VacancyId: of.vacancy, Reaction: &volunteersv1.VacancyReaction{PersonId: of.person, Date: "2022-06-14"},
			})
		}},
	}
}

func (r *rig) ownMoneyCalls() []ownCall {
	return []ownCall{
		{"ExpenseClaimService/CreateExpenseClaim", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.claims.CreateExpenseClaim(ctx, &volunteersv1.CreateExpenseClaimRequest{ExpenseClaim: &volunteersv1.ExpenseClaim{
				AssignmentId: of.assignment, Kind: volunteersv1.ExpenseKind_EXPENSE_KIND_TRAVEL, Date: proto.String("2022-06-10"),
				AmountCents: 310,
			}})
		}},
		{"ExpenseClaimService/GetExpenseClaim", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.claims.GetExpenseClaim(ctx, &volunteersv1.GetExpenseClaimRequest{Id: of.claim})
		}},
		{"ExpenseClaimService/ListExpenseClaims", true, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.claims.ListExpenseClaims(ctx, &volunteersv1.ListExpenseClaimsRequest{PersonId: of.person})
		}},
		{"ExpenseClaimService/GetExpenseClaimAssessment", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.claims.GetExpenseClaimAssessment(ctx, &volunteersv1.GetExpenseClaimAssessmentRequest{ExpenseClaimId: of.claim})
		}},
		{"BankAccountService/GetBankAccount", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.accounts.GetBankAccount(ctx, &volunteersv1.GetBankAccountRequest{PersonId: of.person})
		}},
		{"BankAccountService/UpdateBankAccount", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.accounts.UpdateBankAccount(ctx, &volunteersv1.UpdateBankAccountRequest{
				BankAccount: &volunteersv1.BankAccount{PersonId: of.person, Iban: bankAccount},
			})
		}},
		{"BankAccountService/DeleteBankAccount", false, func(ctx context.Context, of kept) (proto.Message, error) {
			return r.accounts.DeleteBankAccount(ctx, &volunteersv1.DeleteBankAccountRequest{PersonId: of.person})
		}},
	}
}

// ofNobody are the methods open to volunteers that answer nothing of another: what stands in them is of the organisation, or of
// the caller alone.
func ofNobody() []string {
	return []string{
		"PersonService/GetOwnPerson", "RoleService/GetRole", "RoleService/ListRoles", "VacancyService/GetVacancy",
		"VacancyService/ListVacancies",
	}
}

// openToVolunteers answers the methods that are served and whose option lets the role volunteer in.
func openToVolunteers() (list []string) {
	for _, file := range served() {
		for i := range file.Services().Len() {
			methods := file.Services().Get(i).Methods()
			for j := range methods.Len() {
				access, _ := proto.GetExtension(methods.Get(j).Options(), optionsv1.E_Access).(*optionsv1.Access)
				if slices.Contains(access.GetRoles(), "volunteer") {
					list = append(list, nameOf(methods.Get(j)))
				}
			}
		}
	}
	return list
}

func nameOf(m protoreflect.MethodDescriptor) string {
	return string(m.Parent().Name()) + "/" + string(m.Name())
}

// twoHelpers answers two people of whom everything is kept, and somebody of whom nothing is. The other is the canary.
func (r *rig) twoHelpers(t testing.TB) (mine, other, nobody kept) {
	t.Helper()
	vacancy := r.aVacancy(t, r.aFit(t).role)
	other = r.everythingOf(t, helper(), otherSubject, vacancy)
	mine = r.everythingOf(t, helper(bornIn(1975), func(p *volunteersv1.Person) {
		p.GivenName, p.Surname, p.Email, p.Telephone = "Fatma", "Yılmaz", "fatma@example.nl", "06 2222 3333"
	}), helperSubject, vacancy)
	return mine, other, keptByNobody(vacancy.GetId())
}

func TestVolunteerMayCallNothingThatTheMatrixDoesNotKnow(t *testing.T) {
	known := ofNobody()
	for _, c := range (&rig{}).ownCalls() {
		known = append(known, c.method)
	}
	require.ElementsMatch(t, openToVolunteers(), known, "each method that is open to volunteers has a call here")
}

func TestWhatIsAnothersIsAsWhatDoesNotExist(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine, other, nobody := r.twoHelpers(t)
		ctx := r.helping(t, helperSubject)
		before := r.state(t)
		for _, c := range r.ownCalls() {
			answer, err := c.call(ctx, other)
			absent, errAbsent := c.call(ctx, nobody)
			if c.list {
				require.NoError(t, err, c.method)
				requireProto(t, absent, answer)
				require.Zero(t, proto.Size(answer), "%s: nothing is listed, and there is no next page", c.method)
				continue
			}
			require.Contains(t, []codes.Code{codes.NotFound, codes.InvalidArgument}, status.Code(err), "%s: %v", c.method, err)
			requireProto(t, status.Convert(errAbsent).Proto(), status.Convert(err).Proto())
		}
		require.Equal(t, before, r.state(t), "nothing is written, not even that it was read")

		for _, c := range r.ownCalls() {
			answer, err := c.call(ctx, mine)
			require.NoError(t, err, c.method)
			require.NotNil(t, answer)
			if c.list {
				require.NotZero(t, proto.Size(answer), c.method)
			}
			r.requireOfNobodyElse(t, answer, other)
			if strings.HasPrefix(c.method, "ShiftService/") {
				require.NotContains(t, protojson.Format(answer), betweenColleagues, c.method)
			}
		}
		r.requireNotLogged(t, other)
		r.requireNoSubject(t)
		for _, c := range r.ownCalls() {
			_, err := c.call(r.helping(t, "nobody.at.all", "volunteers.coordinator"), other)
			require.NoError(t, err, "%s: who is a coordinator too is one", c.method)
		}
	})
}

// requireOfNobodyElse checks that an answer says nothing of another, and nothing of who recorded it.
func (r *rig) requireOfNobodyElse(t testing.TB, answer proto.Message, other kept) {
	t.Helper()
	text, err := protojson.Marshal(answer)
	require.NoError(t, err)
	requireNoCanary(t, string(text))
	require.NotContains(t, string(text), coordinatorSubject)
	for _, id := range other.ids() {
		require.NotContains(t, string(text), id)
	}
}

// requireNoSubject checks that the subject of no volunteer's login is kept anywhere.
func (r *rig) requireNoSubject(t testing.TB) {
	t.Helper()
	for table, rows := range r.state(t) {
		require.NotContains(t, strings.Join(rows, "\n"), helperSubject, table)
	}
}

// requireNotLogged checks that no line of the log of the process tells of another.
func (r *rig) requireNotLogged(t testing.TB, other kept) {
	t.Helper()
	logged := r.logged.String()
	requireNoCanary(t, logged)
	for _, id := range other.ids() {
		require.NotContains(t, logged, id)
	}
}

func TestListsOfAVolunteerHoldTheOwnOnEveryPage(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine, other, _ := r.twoHelpers(t)
		for day := 3; day < 9; day++ {
			for _, of := range []kept{other, mine, other} {
				_, err := r.hours.CreateHours(r.coordinator(t), &volunteersv1.CreateHoursRequest{Hours: &volunteersv1.Hours{
					AssignmentId: of.assignment, Date: date(t, "2022-06-01").AddDays(day).String(), Minutes: 30,
				}})
				require.NoError(t, err)
			}
		}
		ctx, req := r.helping(t, helperSubject), &volunteersv1.ListHoursRequest{PageSize: 2}
		var found int
		for {
			page, err := r.hours.ListHours(ctx, req)
			require.NoError(t, err)
			for _, h := range page.GetHours() {
				require.Equal(t, mine.assignment, h.GetAssignmentId())
				found++
			}
			if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
				break
			}
		}
		require.Equal(t, 8, found)

		all, err := r.hours.ListHours(r.coordinator(t), &volunteersv1.ListHoursRequest{PageSize: 1})
		require.NoError(t, err)
		page, err := r.hours.ListHours(ctx, &volunteersv1.ListHoursRequest{PageToken: all.GetNextPageToken()})
		require.NoError(t, err)
		r.requireOfNobodyElse(t, page, other)
		r.refuses(t, invalid("page_token PAGE_TOKEN_INVALID"), func() error {
			_, err := r.hours.ListHours(ctx, &volunteersv1.ListHoursRequest{PageToken: all.GetNextPageToken(), State: 1})
			return err
		})
		for _, list := range []func() (proto.Message, error){
			func() (proto.Message, error) {
				return r.engagements.ListEngagements(ctx, &volunteersv1.ListEngagementsRequest{})
			},
			func() (proto.Message, error) {
				return r.assignments.ListAssignments(ctx, &volunteersv1.ListAssignmentsRequest{})
			},
			func() (proto.Message, error) {
				return r.certificates.ListCertificates(ctx, &volunteersv1.ListCertificatesRequest{})
			},
			func() (proto.Message, error) {
				return r.claims.ListExpenseClaims(ctx, &volunteersv1.ListExpenseClaimsRequest{})
			},
		} {
			answer, err := list()
			require.NoError(t, err)
			require.NotZero(t, proto.Size(answer))
			r.requireOfNobodyElse(t, answer, other)
		}
	})
}

func TestVolunteerWithoutAKnownLoginSeesNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine, _, _ := r.twoHelpers(t)
		want := refusal{code: codes.PermissionDenied, reason: "LOGIN_UNKNOWN"}
		for _, subject := range []string{"nobody.at.all", strings.ToUpper(helperSubject), helperSubject + " "} {
			ctx, before := r.helping(t, subject), r.state(t)
			for _, c := range r.ownCalls() {
				_, err := c.call(ctx, mine)
				want.require(t, err)
			}
			_, err := r.people.GetOwnPerson(ctx, &volunteersv1.GetOwnPersonRequest{})
			want.require(t, err)
			require.Equal(t, before, r.state(t))
		}
	})
}

func TestRoleThatAMethodIsNotForShowsNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mine, other, _ := r.twoHelpers(t)
		ctx := r.helping(t, helperSubject, "importer", "account.manager")
		r.refuses(t, gone("PERSON_NOT_FOUND"), func() error {
			_, err := r.people.GetPerson(ctx, &volunteersv1.GetPersonRequest{Id: other.person})
			return err
		})
		_, err := r.people.GetPerson(ctx, &volunteersv1.GetPersonRequest{Id: mine.person})
		require.NoError(t, err)
		_, err = r.hours.CreateHours(ctx, &volunteersv1.CreateHoursRequest{Hours: &volunteersv1.Hours{
			AssignmentId: other.assignment, Date: "2022-06-03", Minutes: 30,
		}})
		require.NoError(t, err, "an importer records the hours of everybody")
	})
}
