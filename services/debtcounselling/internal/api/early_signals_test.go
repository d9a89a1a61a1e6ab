package api_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// aSignal answers a signal that may be received, about the person of the tests, changed by change.
func aSignal(reference string, change ...func(*debtcounsellingv1.EarlySignal)) *debtcounsellingv1.EarlySignal {
	e := &debtcounsellingv1.EarlySignal{
		Partner: debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_RENT, PartnerName: "Ymere", PartnerReference: reference,
		ArrearsCents: 84_250, ArisenDate: "2026-10-01", SignalDate: "2026-11-20", PersonalContact: true, DebtHelpNamed: true,
		Reminded: true, TransferOffered: true, GivenName: "Dieuwertje", Surname: "van Xanten-Évrard", BirthDate: proto.String("1990-05-06"),
		Email: "dieuwertje@xanten.example", Telephone: "06 1357 9246", Street: "Kantelaarpad", HouseNumber: "17",
		HouseNumberAddition: "bis", Postcode: "1315 ZZ", City: "Almere",
	}
	for _, change := range change {
		change(e)
	}
	return e
}

// elsewhere has a signal be about another person at another address.
func elsewhere(n int) func(*debtcounsellingv1.EarlySignal) {
	return func(e *debtcounsellingv1.EarlySignal) {
		e.Surname, e.BirthDate, e.HouseNumber = fmt.Sprintf("Bewoner %d", n), nil, fmt.Sprint(n+1)
	}
}

// receives has a signal be received by the import.
func (r *rig) receives(
	t testing.TB, reference string, change ...func(*debtcounsellingv1.EarlySignal),
) *debtcounsellingv1.EarlySignal {
	t.Helper()
	e, err := r.signals.CreateEarlySignal(r.importing(t), &debtcounsellingv1.CreateEarlySignalRequest{
		EarlySignal: aSignal(reference, change...),
	})
	require.NoError(t, err)
	return e
}

// earlyCases answers all cases, as the supervisor lists them.
func (r *rig) earlyCases(t testing.TB) []*debtcounsellingv1.EarlySignalCase {
	t.Helper()
	answer, err := r.signalCases.ListEarlySignalCases(r.supervisor(t), &debtcounsellingv1.ListEarlySignalCasesRequest{PageSize: 1000})
	require.NoError(t, err)
	return answer.GetEarlySignalCases()
}

func TestSignalBeginsACaseOfNobody(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		e := r.receives(t, "h-1")
		require.Empty(t, e.GetEarlySignalCaseId(), "who sends it is not told where it went")
		require.EqualValues(t, 50, e.GetArrearsDays())
		cases := r.earlyCases(t)
		require.Len(t, cases, 1)
		c := cases[0]
		want := &debtcounsellingv1.EarlySignalCase{
			Id: c.GetId(), State: debtcounsellingv1.EarlySignalCaseState_EARLY_SIGNAL_CASE_STATE_RECEIVED, StartDate: "2026-11-20",
			MatchingUntil: "2026-12-20", ContactDueDate: proto.String("2026-12-18"), Signals: 1, Etag: "1", CreateTime: c.GetCreateTime(),
			UpdateTime: c.GetUpdateTime(),
		}
		requireProto(t, want, c)
		got, err := r.signals.ListEarlySignals(r.supervisor(t), &debtcounsellingv1.ListEarlySignalsRequest{EarlySignalCaseId: c.GetId()})
		require.NoError(t, err)
		e.EarlySignalCaseId = c.GetId()
		require.Len(t, got.GetEarlySignals(), 1)
		requireProto(t, e, got.GetEarlySignals()[0])
	})
}

func TestEveryRuleThatASignalBreaksIsToldAtOnceByItsPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		bad := []*debtcounsellingv1.CreateEarlySignalRequest{
			{EarlySignal: aSignal("1")},
			{EarlySignal: aSignal("2", func(e *debtcounsellingv1.EarlySignal) {
				e.SignalDate, e.ArisenDate, e.Reminded, e.TransferOffered = "2026-11-27", "2026-11-01", false, false
				e.Surname, e.Postcode, e.HouseNumber, e.PartnerName = "", "1315 SS", "0", "a\nb"
			})},
			{EarlySignal: aSignal("3", func(e *debtcounsellingv1.EarlySignal) {
				e.Partner = debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_MUNICIPAL_TAXES
				e.Postcode, e.HouseNumber = "", ""
			})},
			{EarlySignal: aSignal("4", func(e *debtcounsellingv1.EarlySignal) { e.ArisenDate = "2026-08-01" })},
		}
		const second, third, fourth = "requests[1].early_signal.", "requests[2].early_signal.", "requests[3].early_signal."
		r.refuses(t, invalid(second+"signal_date DATE_AHEAD", second+"arisen_date ARREARS_TOO_RECENT",
			second+"reminded PRECONDITION_MISSING", second+"transfer_offered PRECONDITION_MISSING", second+"surname NAME_MISSING",
			second+"postcode POSTCODE_INVALID", second+"house_number HOUSE_NUMBER_INVALID", second+"partner_name TEXT_INVALID",
			third+"partner NO_LEGAL_BASIS", third+"postcode ADDRESS_MISSING", third+"house_number ADDRESS_MISSING",
			fourth+"arisen_date ARREARS_TOO_OLD"), func() error {
			_, err := r.signals.BatchCreateEarlySignals(r.importing(t), &debtcounsellingv1.BatchCreateEarlySignalsRequest{Requests: bad})
			return err
		})
	})
}

func TestSignalThatIsDeliveredTwiceCountsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		request := &debtcounsellingv1.CreateEarlySignalRequest{EarlySignal: aSignal("h-1"), RequestId: ids.New()}
		first, err := r.signals.CreateEarlySignal(r.importing(t), request)
		require.NoError(t, err)
		for _, again := range []*debtcounsellingv1.CreateEarlySignalRequest{
			request, {EarlySignal: aSignal("h-1")}, {EarlySignal: aSignal("h-1"), RequestId: ids.New()},
		} {
			for range 2 {
				got, err := r.signals.CreateEarlySignal(r.importing(t), again)
				require.NoError(t, err)
				requireProto(t, first, got)
			}
		}
		batch, err := r.signals.BatchCreateEarlySignals(r.importing(t), &debtcounsellingv1.BatchCreateEarlySignalsRequest{
			Requests: []*debtcounsellingv1.CreateEarlySignalRequest{
				{EarlySignal: aSignal("h-2", elsewhere(1))}, {EarlySignal: aSignal("h-2", elsewhere(1))}, {EarlySignal: aSignal("h-1")},
			},
		})
		require.NoError(t, err)
		requireProto(t, batch.GetEarlySignals()[0], batch.GetEarlySignals()[1])
		requireProto(t, first, batch.GetEarlySignals()[2])
		require.Len(t, r.rows(t, "early_signal"), 2)
		require.Len(t, r.earlyCases(t), 2)

		r.refuses(t, refusal{codes.AlreadyExists, "SIGNAL_REFERENCE_REUSED", []string{"early_signal.partner_reference SIGNAL_REFERENCE_REUSED"}},
			func() error {
				_, err := r.signals.CreateEarlySignal(r.importing(t), &debtcounsellingv1.CreateEarlySignalRequest{
					EarlySignal: aSignal("h-1", func(e *debtcounsellingv1.EarlySignal) { e.ArrearsCents++ }),
				})
				return err
			})
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.signals.CreateEarlySignal(r.importing(t), &debtcounsellingv1.CreateEarlySignalRequest{
				EarlySignal: aSignal("h-3"), RequestId: request.GetRequestId(),
			})
			return err
		})
	})
}

func TestSignalsOfOneHouseholdAtOnceMakeOneCase(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		ctx := r.importing(t)
		errs := make([]error, 20)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { errs[i] = r.receiveAtOnce(ctx, i) })
		}
		all.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		cases := r.earlyCases(t)
		require.Len(t, cases, 1)
		require.EqualValues(t, 20, cases[0].GetSignals())
	})
}

func TestBatchesAtOnceThatNameTheSameHouseholdsInAnyOrderMakeOneCaseOfEach(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const batches, households = 6, 15
		ctx := r.importing(t)
		errs := make([]error, batches)
		var all sync.WaitGroup
		for b := range batches {
			req := &debtcounsellingv1.BatchCreateEarlySignalsRequest{}
			for i := range households {
				where := (b*7 + i*(1+b%2*3)) % households
				req.Requests = append(req.Requests, &debtcounsellingv1.CreateEarlySignalRequest{
					EarlySignal: aSignal(fmt.Sprintf("%d-%d", b, i), elsewhere(where)),
				})
			}
			all.Go(func() { _, errs[b] = r.signals.BatchCreateEarlySignals(ctx, req) })
		}
		all.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		cases := r.earlyCases(t)
		require.Len(t, cases, households)
		require.Len(t, r.rows(t, "early_signal"), batches*households)
	})
}

// receiveAtOnce receives a signal about the one address: every second one about another person there.
func (r *rig) receiveAtOnce(ctx context.Context, i int) error {
	_, err := r.signals.CreateEarlySignal(ctx, &debtcounsellingv1.CreateEarlySignalRequest{
		EarlySignal: aSignal(fmt.Sprint(i), func(e *debtcounsellingv1.EarlySignal) {
			if i%2 == 1 {
				e.Surname, e.BirthDate = fmt.Sprintf("Bewoner %d", i), nil
			}
			e.Crisis = i == 7
		}),
	})
	return err
}
