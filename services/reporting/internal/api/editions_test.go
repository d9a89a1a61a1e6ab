package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/edition"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/signing"
)

// record records a year: visits to two centres in two months, and 40 young persons, of whom 3 are in stad.
func (r *rig) record(t *testing.T) {
	t.Helper()
	list := append(register(),
		count("haven", "buurtcentra", "2022-01-15", 120), count("stad", "buurtcentra", "2022-01-15", 80),
		count("haven", "buurtcentra", "2022-03-15", 60), count("stad", "buurtcentra", "2022-03-15", 40),
	)
	for i := range 40 {
		place, age := "haven", peoplev1.AgeBand_AGE_BAND_13_TO_17
		if i < 3 {
			place = "stad"
		}
		if i%2 == 0 {
			age = peoplev1.AgeBand_AGE_BAND_18_TO_26
		}
		list = append(list, attendance(place, fmt.Sprint("person", i), fmt.Sprintf("2022-%02d-10", 1+i%2), age))
	}
	require.NoError(t, r.told(1, list...))
}

// publishAs publishes the account of a year.
func (r *rig) publishAs(t *testing.T, req *reportingv1.CreateAccountPublicationRequest) (*reportingv1.AccountPublication, error) {
	t.Helper()
	if req.GetYear() == 0 {
		req.Year = 2022
	}
	return r.CreateAccountPublication(r.as(t, manager), req)
}

// edition answers an edition of 2022 with its signed content.
func (r *rig) edition(t *testing.T, number int32) *reportingv1.AccountEdition {
	t.Helper()
	e, err := r.GetAccountEdition(t.Context(), &reportingv1.GetAccountEditionRequest{Year: 2022, Edition: number})
	require.NoError(t, err)
	return e
}

// read answers an edition of 2022 as a role reads it, the newest where number is 0.
func (r *rig) read(t *testing.T, role string, number int32) *reportingv1.Account {
	t.Helper()
	account, err := r.GetAccount(r.as(t, role), &reportingv1.GetAccountRequest{Year: 2022, Edition: number, View: full})
	require.NoError(t, err)
	return account
}

func figureOf(t *testing.T, a *reportingv1.Account, indicator string) *reportingv1.Figure {
	t.Helper()
	i := slices.IndexFunc(a.GetFigures(), func(f *reportingv1.Figure) bool { return f.GetIndicator() == indicator })
	require.GreaterOrEqual(t, i, 0, indicator)
	return a.GetFigures()[i]
}

func TestEditionStaysWhatItWas(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		r.publish(t)
		first := r.read(t, nobody, 0)
		require.EqualValues(t, 1, first.GetEdition())
		require.EqualValues(t, 300, figureOf(t, first, "centre-visits").GetValue())
		signed := r.edition(t, 1).GetSignedContent()

		r.clock.Advance(time.Hour)
		require.NoError(t, r.told(2, count("haven", "buurtcentra", "2022-05-15", 25)))
		require.True(t, proto.Equal(first, r.read(t, nobody, 0)), "what was recorded later is in no edition")
		live := r.account(t, full)
		require.Zero(t, live.GetEdition())
		require.EqualValues(t, 325, figureOf(t, live, "centre-visits").GetValue(), "and in the account of the manager")

		_, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{})
		requireFault(t, err, codes.InvalidArgument, "reason: REASON_MISSING")
		require.Len(t, r.read(t, nobody, 0).GetEditions(), 1)
		answer, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{Reason: "Een telling kwam later."})
		require.NoError(t, err)
		require.EqualValues(t, 2, answer.GetEdition())

		now := r.read(t, nobody, 0)
		require.EqualValues(t, 2, now.GetEdition())
		require.EqualValues(t, 325, figureOf(t, now, "centre-visits").GetValue())
		require.Equal(t, first.GetPublishTime().AsTime(), now.GetPublishTime().AsTime(), "that of the first edition")
		again := r.read(t, nobody, 1)
		require.Equal(t, first.GetFigures()[0].String(), again.GetFigures()[0].String())
		require.EqualValues(t, 300, figureOf(t, again, "centre-visits").GetValue())
		require.Equal(t, signed, r.edition(t, 1).GetSignedContent(), "byte for byte")
		require.EqualValues(t, 1, r.read(t, manager, 1).GetEdition(), "the manager too may read an edition")

		require.Len(t, now.GetEditions(), 2)
		second := now.GetEditions()[1]
		require.Equal(t, "Een telling kwam later.", second.GetReason())
		require.False(t, second.GetProvisional())
		require.Empty(t, second.GetSignedContent())
		require.Len(t, second.GetChanges(), 1)
		change := second.GetChanges()[0]
		require.Equal(t, "centre-visits", change.GetIndicator())
		require.EqualValues(t, 300, change.GetValueBefore())
		require.EqualValues(t, 325, change.GetValue())
		require.Equal(t, "300", change.GetWordingBefore())
		require.EqualValues(t, 6, change.GetChangedParts(), "May, the quarters from there on, haven and its wijk")
	})
}

func TestSmallNumbersAreInNoEdition(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		r.publish(t)
		public := figureOf(t, r.read(t, nobody, 0), "youth-persons")
		require.EqualValues(t, 40, public.GetValue())
		require.Equal(t, []string{"haven=37"}, parts(public.GetStadsdelen()), "who is in stad may be in haven too")
		for _, list := range [][]*reportingv1.FigurePart{public.GetMonths(), public.GetAgeBands()} {
			for _, p := range list {
				require.True(t, p.GetValue() == 0 || p.GetValue() >= 10, "%v", p)
			}
		}
		var withheld []string
		for _, p := range public.GetWithheldParts() {
			withheld = append(withheld, strings.TrimPrefix(p.GetDimension().String(), "FIGURE_DIMENSION_")+" "+p.GetKey())
		}
		require.Contains(t, withheld, "STADSDEEL stad")
		require.Contains(t, withheld, "WIJK 2022:WK003420")
		require.NotContains(t, string(r.payload(t, 1)), domainRest, "a rest that nothing shows is named nowhere")

		live := figureOf(t, r.account(t, full), "youth-persons")
		require.Equal(t, []string{"haven=37", "stad=3"}, parts(live.GetStadsdelen()))
		require.Empty(t, live.GetWithheldParts())
		contacts := figureOf(t, r.read(t, nobody, 0), "youth-contacts")
		require.EqualValues(t, 40, contacts.GetValue())
		require.Empty(t, contacts.GetStadsdelen(), "3 in stad, and haven would tell it")
		require.Empty(t, contacts.GetWijken())
		centres := figureOf(t, r.read(t, nobody, 0), "centres")
		require.Equal(t, []string{"haven=1", "stad=1"}, parts(centres.GetStadsdelen()), "a place is nobody")
	})
}

// domainRest is the part that stands for what is in no other.
const domainRest = `"key":"~"`

// payload answers what of an edition was signed.
func (r *rig) payload(t *testing.T, number int32) []byte {
	t.Helper()
	signed, err := signing.Read(r.edition(t, number).GetSignedContent())
	require.NoError(t, err)
	return signed.Payload
}

func TestSignedContentIsWhatEverybodyReads(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		r.publish(t)
		require.NoError(t, r.told(2, count("haven", "buurtcentra", "2022-05-15", 25)))
		_, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{Reason: "Een telling kwam later."})
		require.NoError(t, err)
		for number := int32(1); number <= 2; number++ {
			e := r.edition(t, number)
			payload := r.payload(t, number)
			require.Equal(t, signing.Fingerprint(payload), e.GetFingerprint())
			require.True(t, json.Valid(payload))
			signed, err := edition.ReadJSON(payload)
			require.NoError(t, err)
			read := r.read(t, nobody, number)
			require.Len(t, signed.GetEditions(), int(number), "it names those there were")
			require.Empty(t, signed.GetEditions()[number-1].GetFingerprint(), "nothing holds its own")
			if number == 2 {
				require.Equal(t, r.edition(t, 1).GetFingerprint(), signed.GetEditions()[0].GetFingerprint())
			}
			signed.Editions, read.Editions = nil, nil
			require.True(t, proto.Equal(signed, read), "edition %d", number)
		}
		keys, err := r.GetAccountKeySet(t.Context(), &reportingv1.GetAccountKeySetRequest{})
		require.NoError(t, err)
		require.Len(t, keys.GetKeys(), 1)
		require.Equal(t, "OKP Ed25519 EdDSA sig", strings.Join([]string{
			keys.GetKeys()[0].GetKty(), keys.GetKeys()[0].GetCrv(), keys.GetKeys()[0].GetAlg(), keys.GetKeys()[0].GetUse(),
		}, " "))
	})
}

func TestWhatStandsInTheWayIsToldTogetherAndPublishesNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		_, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{})
		requireFault(t, err, codes.FailedPrecondition, "ACCOUNT_EMPTY")
		require.NoError(t, r.told(1, register()...))
		_, err = r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{Year: 2023})
		requireFault(t, err, codes.FailedPrecondition, "PERIOD_NOT_OVER")
		requireFault(t, err, codes.FailedPrecondition, "provisional: PERIOD_NOT_OVER")
		requireFault(t, err, codes.FailedPrecondition, "year: ACCOUNT_EMPTY")

		r.record(t)
		_, err = events.Rebuild(t.Context(), r.db, r.clock, []string{"children-visits"})
		require.NoError(t, err)
		_, err = r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{})
		require.Contains(t, requireFault(t, err, codes.FailedPrecondition, "FIGURES_BEING_COUNTED"), "children-visits")
		require.Empty(t, r.appended(t))
		require.False(t, r.account(t, 0).GetPublished())
	})
}

func TestYearEndsByTheClockOfTheOrganisation(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		end := time.Date(2022, 12, 31, 23, 0, 0, 0, time.UTC) // midnight in Amsterdam
		r.clock.Advance(end.Add(-time.Second).Sub(r.clock.Now()))
		_, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{})
		requireFault(t, err, codes.FailedPrecondition, "PERIOD_NOT_OVER")
		first, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{Provisional: true})
		require.NoError(t, err)
		require.True(t, r.edition(t, first.GetEdition()).GetProvisional())

		r.clock.Advance(time.Second)
		second, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{Provisional: true})
		require.NoError(t, err, "nothing changed but that it is final now")
		require.EqualValues(t, 2, second.GetEdition())
		require.False(t, r.edition(t, 2).GetProvisional(), "a year that has ended is not provisional, whoever asks")
		require.Empty(t, r.edition(t, 2).GetChanges())
		third, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{})
		require.NoError(t, err)
		require.EqualValues(t, 2, third.GetEdition())
	})
}

func TestSecondDeliveryAnswersTheEditionOfTheFirst(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		req := &reportingv1.CreateAccountPublicationRequest{Year: 2022, RequestId: ids.New()}
		first, err := r.publishAs(t, req)
		require.NoError(t, err)
		require.NoError(t, r.told(2, count("haven", "buurtcentra", "2022-05-15", 25)))
		again, err := r.publishAs(t, req)
		require.NoError(t, err, "though another edition would need a reason")
		require.True(t, proto.Equal(first, again))
		_, err = r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{RequestId: req.GetRequestId(), Reason: "Later."})
		requireFault(t, err, codes.AlreadyExists, "REQUEST_ID_REUSED")
	})
}

func TestEditionThatIsNotThereIsNotFound(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		get := func(role string, number int32) error {
			_, err := r.GetAccount(r.as(t, role), &reportingv1.GetAccountRequest{Year: 2022, Edition: number})
			return err
		}
		requireFault(t, get(nobody, 1), codes.Unauthenticated, "ACCOUNT_NOT_PUBLISHED")
		requireFault(t, get(manager, 1), codes.NotFound, "EDITION_NOT_FOUND")
		r.record(t)
		r.publish(t)
		requireFault(t, get(nobody, 2), codes.NotFound, "EDITION_NOT_FOUND")
		_, err := r.GetAccountEdition(t.Context(), &reportingv1.GetAccountEditionRequest{Year: 2022, Edition: 2})
		requireFault(t, err, codes.NotFound, "EDITION_NOT_FOUND")
		_, err = r.GetAccountEdition(t.Context(), &reportingv1.GetAccountEditionRequest{Year: 2021, Edition: 1})
		requireFault(t, err, codes.NotFound, "ACCOUNT_NOT_FOUND")
		_, err = r.ListAccountEditions(t.Context(), &reportingv1.ListAccountEditionsRequest{Year: 2021})
		requireFault(t, err, codes.NotFound, "ACCOUNT_NOT_FOUND")
		list, err := r.ListAccountEditions(t.Context(), &reportingv1.ListAccountEditionsRequest{Year: 2022})
		require.NoError(t, err)
		require.Len(t, list.GetEditions(), 1)
		require.Empty(t, list.GetEditions()[0].GetSignedContent())
	})
}

func TestWithoutAKeyNothingIsPublishedAndAllIsRead(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		r.publish(t)
		r.key = nil
		r.serve(t, time.Minute)
		_, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{})
		requireFault(t, err, codes.FailedPrecondition, "SIGNING_KEY_MISSING")
		require.EqualValues(t, 1, r.read(t, nobody, 0).GetEdition())
	})
}

func TestManyWhoPublishTogetherMakeOneEdition(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		answers := make([]*reportingv1.AccountPublication, 6)
		errs := servicetest.Together(len(answers), func(i int) (err error) {
			answers[i], err = r.CreateAccountPublication(r.as(t, manager), &reportingv1.CreateAccountPublicationRequest{Year: 2022})
			return err
		})
		for i, err := range errs {
			require.NoError(t, err)
			require.True(t, proto.Equal(answers[0], answers[i]))
		}
		require.Len(t, r.appended(t), 1)
	})
}

func TestLateFewAreWithheldUntilTheyAreMore(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		r.publish(t)
		require.NoError(t, r.told(2, count("haven", "buurtcentra", "2022-05-15", 3)))
		_, err := r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{Reason: "Een telling kwam later."})
		require.NoError(t, err)
		f := figureOf(t, r.read(t, nobody, 0), "centre-visits")
		require.Equal(t, reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD, f.GetStatus())
		require.Nil(t, f.Value)
		require.Empty(t, f.GetWording())
		require.Zero(t, f.GetQualifier())
		change := r.edition(t, 2).GetChanges()[0]
		require.EqualValues(t, 300, change.GetValueBefore())
		require.Nil(t, change.Value)
		require.NotContains(t, string(r.payload(t, 2)), `303`)

		require.NoError(t, r.told(3, count("haven", "buurtcentra", "2022-05-16", 30)))
		_, err = r.publishAs(t, &reportingv1.CreateAccountPublicationRequest{Reason: "Nog een telling."})
		require.NoError(t, err)
		require.EqualValues(t, 333, figureOf(t, r.read(t, nobody, 0), "centre-visits").GetValue())
	})
}

func TestThresholdOfOneWithholdsNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.least = 1
		r.serve(t, time.Minute)
		r.record(t)
		r.publish(t)
		for _, f := range r.read(t, nobody, 0).GetFigures() {
			require.Empty(t, f.GetWithheldParts())
			require.Equal(t, figureOf(t, r.account(t, full), f.GetIndicator()).String(), f.String())
		}
	})
}
