package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

const (
	telephone      = debtcounsellingv1.EarlySignalContactKind_EARLY_SIGNAL_CONTACT_KIND_TELEPHONE
	administrative = debtcounsellingv1.EarlySignalContactKind_EARLY_SIGNAL_CONTACT_KIND_ADMINISTRATIVE
	financial      = debtcounsellingv1.EarlySignalResult_EARLY_SIGNAL_RESULT_FOLLOW_UP_FINANCIAL
	noContact      = debtcounsellingv1.EarlySignalResult_EARLY_SIGNAL_RESULT_NO_CONTACT
)

// ends ends a case, as the supervisor does.
func (r *rig) ends(t testing.TB, id string, result debtcounsellingv1.EarlySignalResult, date string) error {
	t.Helper()
	_, err := r.signalCases.CreateEarlySignalEnding(r.supervisor(t), &debtcounsellingv1.CreateEarlySignalEndingRequest{
		EarlySignalCaseId: id, Result: result, Date: date,
	})
	return err
}

// seeks records that contact was sought in a case.
func (r *rig) seeks(
	t testing.TB, ctx context.Context, id string, kind debtcounsellingv1.EarlySignalContactKind, reached bool, date string,
) error {
	t.Helper()
	_, err := r.signalCases.CreateEarlySignalContact(ctx, &debtcounsellingv1.CreateEarlySignalContactRequest{
		EarlySignalCaseId: id, EarlySignalContact: &debtcounsellingv1.EarlySignalContact{
			Kind: kind, Reached: reached, Date: date, DayPart: debtcounsellingv1.EarlySignalDayPart_EARLY_SIGNAL_DAY_PART_EVENING,
		},
	})
	return err
}

// anEarlyCase is that of one signal about the person of the tests, assigned to the counsellor.
func (r *rig) anEarlyCase(t testing.TB) string {
	t.Helper()
	e, err := r.signals.CreateEarlySignal(r.counsellor(t), &debtcounsellingv1.CreateEarlySignalRequest{EarlySignal: aSignal("h-1")})
	require.NoError(t, err)
	return e.GetEarlySignalCaseId()
}

// acceptedEarlyCase is one that ended with help that was accepted on the day before the present one.
func (r *rig) acceptedEarlyCase(t testing.TB) string {
	t.Helper()
	id := r.anEarlyCase(t)
	require.NoError(t, r.seeks(t, r.counsellor(t), id, telephone, true, "2026-11-24"))
	require.NoError(t, r.ends(t, id, financial, "2026-11-25"))
	return id
}

func TestWorkListHasTheCasesThatGoOnByWhenContactIsDue(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		closed := r.acceptedEarlyCase(t)
		r.receives(t, "h-2", elsewhere(200))
		r.receives(t, "h-3", elsewhere(300), func(e *debtcounsellingv1.EarlySignal) { e.Crisis = true })
		lists := func(ctx context.Context, req *debtcounsellingv1.ListEarlySignalCasesRequest) (found []string) {
			req.PageSize = 1
			for _, page := range servicetest.Pages(t, func(token string) (*debtcounsellingv1.ListEarlySignalCasesResponse, error) {
				req.PageToken = token
				return r.signalCases.ListEarlySignalCases(ctx, req)
			}) {
				for _, c := range page.GetEarlySignalCases() {
					found = append(found, c.GetId())
				}
			}
			return found
		}
		all := lists(r.supervisor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{})
		require.Len(t, all, 3)
		var open []string
		for _, id := range all {
			if id != closed {
				open = append(open, id)
			}
		}
		received := debtcounsellingv1.EarlySignalCaseState_EARLY_SIGNAL_CASE_STATE_RECEIVED
		require.Len(t, open, 2)
		require.Equal(t, open, lists(r.supervisor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{Uncontacted: true}))
		require.Equal(t, open, lists(r.supervisor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{State: received}))
		require.Equal(t, open[:1], lists(r.supervisor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{
			State: received, Unassigned: true, UntilDate: "2026-12-01",
		}), "a crisis is due before")
		require.Equal(t, []string{closed}, lists(r.supervisor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{
			State: debtcounsellingv1.EarlySignalCaseState_EARLY_SIGNAL_CASE_STATE_CLOSED,
		}))
		require.Empty(t, lists(r.counsellor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{Uncontacted: true}))
		require.Equal(t, []string{closed}, lists(r.counsellor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{}))
	})
}

func TestCaseIsTakenUpReachedAndEnds(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.anEarlyCase(t)
		require.NoError(t, r.seeks(t, r.counsellor(t), id, administrative, false, "2026-11-23"))
		require.NoError(t, r.seeks(t, r.counsellor(t), id, telephone, false, "2026-11-24"))
		require.NoError(t, r.seeks(t, r.counsellor(t), id, telephone, true, "2026-11-25"))
		request := &debtcounsellingv1.CreateEarlySignalEndingRequest{
			EarlySignalCaseId: id, Result: financial, Date: "2026-11-26", RequestId: ids.New(),
		}
		var ended *debtcounsellingv1.EarlySignalCase
		for range 2 {
			var err error
			ended, err = r.signalCases.CreateEarlySignalEnding(r.counsellor(t), request)
			require.NoError(t, err)
		}
		requireProto(t, &debtcounsellingv1.EarlySignalCase{
			Id: id, State: debtcounsellingv1.EarlySignalCaseState_EARLY_SIGNAL_CASE_STATE_CLOSED, StartDate: "2026-11-20",
			MatchingUntil: "2026-12-20", Counsellor: counsellorSubject, ContactDueDate: proto.String("2026-12-18"),
			ContactDate: proto.String("2026-11-24"), TakenUpDate: proto.String("2026-11-23"), Reached: true, Result: financial,
			EndDate: proto.String("2026-11-26"), AcceptedHelp: true, Signals: 1, Etag: "5", CreateTime: ended.GetCreateTime(),
			UpdateTime: ended.GetUpdateTime(),
		}, ended)
		contacts, err := r.signalCases.ListEarlySignalContacts(r.counsellor(t), &debtcounsellingv1.ListEarlySignalContactsRequest{
			EarlySignalCaseId: id, PageSize: 2,
		})
		require.NoError(t, err)
		require.Len(t, contacts.GetEarlySignalContacts(), 2)
		require.NotEmpty(t, contacts.GetNextPageToken())
		closed := refusal{code: codes.FailedPrecondition, reason: "EARLY_SIGNAL_CASE_CLOSED"}
		r.refuses(t, closed, func() error { return r.seeks(t, r.counsellor(t), id, telephone, true, "2026-11-26") })
		r.refuses(t, closed, func() error { return r.ends(t, id, noContact, "2026-11-26") })
	})
}

func TestWhatDoesNotFitACaseIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.anEarlyCase(t)
		r.refuses(t, invalid("result RESULT_NOT_HERE", "date DATE_AHEAD"), func() error { return r.ends(t, id, financial, "2026-11-27") })
		r.refuses(t, invalid("early_signal_contact.date BEFORE_CASE", "early_signal_contact.reached REACHED_UNEXPECTED"), func() error {
			return r.seeks(t, r.counsellor(t), id, administrative, true, "2026-11-19")
		})
		r.refuses(t, invalid("early_signal_contact.date DATE_INVALID"), func() error {
			return r.seeks(t, r.counsellor(t), id, telephone, true, "2026-11-31")
		})
		require.NoError(t, r.seeks(t, r.counsellor(t), id, telephone, false, "2026-11-24"))
		r.refuses(t, invalid("date BEFORE_LAST_CONTACT"), func() error { return r.ends(t, id, noContact, "2026-11-23") })
	})
}

func TestCaseOfEarlySignalsOfSomebodyElseIsRefusedAsOneThatIsNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id, absent := r.anEarlyCase(t), ids.New()
		other := r.caller(t, "other", "debt.counsellor")
		calls := map[string]func(id string) error{
			"GetEarlySignalCase": func(id string) error {
				_, err := r.signalCases.GetEarlySignalCase(other, &debtcounsellingv1.GetEarlySignalCaseRequest{Id: id})
				return err
			},
			"ListEarlySignals": func(id string) error {
				_, err := r.signals.ListEarlySignals(other, &debtcounsellingv1.ListEarlySignalsRequest{EarlySignalCaseId: id})
				return err
			},
			"CreateEarlySignalContact": func(id string) error { return r.seeks(t, other, id, telephone, true, "2026-11-24") },
			"ListEarlySignalContacts": func(id string) error {
				_, err := r.signalCases.ListEarlySignalContacts(other, &debtcounsellingv1.ListEarlySignalContactsRequest{EarlySignalCaseId: id})
				return err
			},
			"CreateEarlySignalEnding": func(id string) error {
				_, err := r.signalCases.CreateEarlySignalEnding(other, &debtcounsellingv1.CreateEarlySignalEndingRequest{
					EarlySignalCaseId: id, Result: noContact, Date: "2026-11-24",
				})
				return err
			},
			"CreateEarlySignalFollowUp": func(id string) error {
				_, err := r.signalCases.CreateEarlySignalFollowUp(other, &debtcounsellingv1.CreateEarlySignalFollowUpRequest{
					EarlySignalCaseId: id, TrajectoryId: absent,
				})
				return err
			},
		}
		for _, call := range calls {
			for _, one := range []string{id, absent} {
				r.refuses(t, notYours(), func() error { return call(one) })
			}
		}
		require.Len(t, r.refusals(t), 2*len(calls), "each refusal is in the audit log")
		list, err := r.signalCases.ListEarlySignalCases(other, &debtcounsellingv1.ListEarlySignalCasesRequest{Counsellor: counsellorSubject})
		require.NoError(t, err)
		require.Empty(t, list.GetEarlySignalCases(), "a counsellor lists the own ones, whomever is asked for")
	})
}

func TestAssignedCaseIsOfTheNewCounsellorAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.anEarlyCase(t)
		request := &debtcounsellingv1.CreateEarlySignalAssignmentRequest{EarlySignalCaseId: id, Counsellor: "other", RequestId: ids.New()}
		for range 2 {
			c, err := r.signalCases.CreateEarlySignalAssignment(r.supervisor(t), request)
			require.NoError(t, err)
			require.Equal(t, "other", c.GetCounsellor())
		}
		_, err := r.signalCases.GetEarlySignalCase(r.counsellor(t), &debtcounsellingv1.GetEarlySignalCaseRequest{Id: id})
		notYours().require(t, err)
		_, err = r.signalCases.GetEarlySignalCase(r.caller(t, "other", "debt.counsellor"), &debtcounsellingv1.GetEarlySignalCaseRequest{Id: id})
		require.NoError(t, err)
		_, err = r.signalCases.CreateEarlySignalAssignment(r.supervisor(t), &debtcounsellingv1.CreateEarlySignalAssignmentRequest{
			EarlySignalCaseId: ids.New(), Counsellor: "other",
		})
		notYours().require(t, err)
	})
}

func TestWorkListIsByTheDateOnWhichContactIsDue(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		post := func(reference, date string, n int, crisis bool) string {
			e, err := r.signals.CreateEarlySignal(r.counsellor(t), &debtcounsellingv1.CreateEarlySignalRequest{
				EarlySignal: aSignal(reference, elsewhere(n), func(e *debtcounsellingv1.EarlySignal) {
					e.SignalDate, e.ArisenDate, e.Crisis = date, "2026-09-01", crisis
				}),
			})
			require.NoError(t, err)
			return e.GetEarlySignalCaseId()
		}
		late, middle, soon := post("1", "2026-11-20", 1, false), post("2", "2026-11-10", 2, false), post("3", "2026-11-19", 3, true)
		r.receives(t, "4", elsewhere(4))
		list := func(req *debtcounsellingv1.ListEarlySignalCasesRequest) (ids, overdue []string) {
			req.PageSize = 2
			for {
				answer, err := r.signalCases.ListEarlySignalCases(r.counsellor(t), req)
				require.NoError(t, err)
				for _, c := range answer.GetEarlySignalCases() {
					ids = append(ids, c.GetId())
					if c.GetContactOverdue() {
						overdue = append(overdue, c.GetId())
					}
				}
				if req.PageToken = answer.GetNextPageToken(); req.GetPageToken() == "" {
					return ids, overdue
				}
			}
		}
		all, overdue := list(&debtcounsellingv1.ListEarlySignalCasesRequest{})
		require.Equal(t, []string{soon, middle, late}, all, "not that of nobody")
		require.Equal(t, []string{soon}, overdue)
		due, _ := list(&debtcounsellingv1.ListEarlySignalCasesRequest{UntilDate: "2026-12-08"})
		require.Equal(t, []string{soon, middle}, due)
		require.NoError(t, r.seeks(t, r.counsellor(t), soon, telephone, false, "2026-11-24"))
		left, _ := list(&debtcounsellingv1.ListEarlySignalCasesRequest{Uncontacted: true})
		require.Equal(t, []string{middle, late}, left)
		answer, err := r.signalCases.ListEarlySignalCases(r.supervisor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{Unassigned: true})
		require.NoError(t, err)
		require.Len(t, answer.GetEarlySignalCases(), 1)
		_, err = r.signalCases.ListEarlySignalCases(r.supervisor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{UntilDate: "2026-11-31"})
		invalid("until_date DATE_INVALID").require(t, err)
	})
}

func TestPartnerIsToldWhetherHelpWasAcceptedAndNothingElse(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.acceptedEarlyCase(t)
		r.receives(t, "h-2", elsewhere(1))
		r.receives(t, "h-3", elsewhere(2))
		for _, c := range r.earlyCases(t) {
			if c.GetEndDate() == "" {
				require.NoError(t, r.ends(t, c.GetId(), debtcounsellingv1.EarlySignalResult_EARLY_SIGNAL_RESULT_DECEASED, "2026-11-25"))
				break
			}
		}
		request := &debtcounsellingv1.ListEarlySignalFeedbackRequest{
			Partner: debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_RENT, PartnerName: "YMERE",
		}
		answer, err := r.signals.ListEarlySignalFeedback(r.importing(t), request)
		require.NoError(t, err)
		require.Len(t, answer.GetEarlySignalFeedback(), 2, "not of what is open")
		for _, f := range answer.GetEarlySignalFeedback() {
			want := &debtcounsellingv1.EarlySignalFeedback{
				EarlySignalId: f.GetEarlySignalId(), PartnerReference: f.GetPartnerReference(), SignalDate: "2026-11-20",
			}
			if f.GetPartnerReference() == "h-1" {
				want.AcceptedHelp, want.SuspendedUntil = true, proto.String("2026-12-25")
			}
			requireProto(t, want, f)
		}
		request.PartnerName = "Eigen Haard"
		answer, err = r.signals.ListEarlySignalFeedback(r.importing(t), request)
		require.NoError(t, err)
		require.Empty(t, answer.GetEarlySignalFeedback(), "of its own signals alone")
	})
}
