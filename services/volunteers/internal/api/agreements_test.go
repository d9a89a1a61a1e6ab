package api_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/pdf/pdftest"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/texts"
)

// agreement answers a request to draw up an agreement about an assignment.
func agreement(assignmentID string, change ...func(*volunteersv1.Agreement)) *volunteersv1.CreateAgreementRequest {
	m := &volunteersv1.Agreement{
		AssignmentId: assignmentID, Date: "2022-06-10", FirstDate: "2022-07-01", LastDate: proto.String("2022-12-31"),
		WeeklyMinutes: 180, NoticeDays: 14, TrialDays: 30, AllowanceRateCents: 275, Guide: "coördinator taal",
		RepaidExpenses: []volunteersv1.RepaidExpense{volunteersv1.RepaidExpense_REPAID_EXPENSE_TRAVEL},
	}
	for _, c := range change {
		c(m)
	}
	return &volunteersv1.CreateAgreementRequest{Agreement: m, RequestId: ids.New()}
}

func (r *rig) drawUp(t testing.TB, req *volunteersv1.CreateAgreementRequest) *volunteersv1.Agreement {
	t.Helper()
	a, err := r.agreements.CreateAgreement(r.coordinator(t), req)
	require.NoError(t, err)
	return a
}

func (r *rig) sign(t testing.TB, id, date string) (*volunteersv1.Agreement, error) {
	t.Helper()
	return r.agreements.CreateAgreementSigning(r.coordinator(t), &volunteersv1.CreateAgreementSigningRequest{
		AgreementId: id, Signing: &volunteersv1.AgreementSigning{Date: date},
	})
}

func (r *rig) withdrawAgreement(t testing.TB, id, etag, requestID string) (*volunteersv1.Agreement, error) {
	t.Helper()
	return r.agreements.CreateAgreementWithdrawal(r.coordinator(t), &volunteersv1.CreateAgreementWithdrawalRequest{
		AgreementId: id, RequestId: requestID, Withdrawal: &volunteersv1.AgreementWithdrawal{
			Reason: volunteersv1.AgreementWithdrawalReason_AGREEMENT_WITHDRAWAL_REASON_REPLACED, Etag: etag,
		},
	})
}

func (r *rig) agreementFile(t testing.TB, id string) (*volunteersv1.AgreementFile, error) {
	t.Helper()
	return r.agreements.GetAgreementFile(r.coordinator(t), &volunteersv1.GetAgreementFileRequest{AgreementId: id})
}

func TestAgreementIsReadAsItWasDrawnUpAndDrawnUpOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		req := agreement(w.assignment.ID)
		a := r.drawUp(t, req)
		want := proto.CloneOf(req.GetAgreement())
		want.Id, want.Organisation, want.Place, want.Recorder = a.GetId(), "Welzijn Voorbeeld", "Almere", coordinatorSubject
		want.TextVersion, want.State = a.GetTextVersion(), volunteersv1.AgreementState_AGREEMENT_STATE_DRAWN_UP
		want.Etag, want.CreateTime, want.UpdateTime = "1", a.GetCreateTime(), a.GetUpdateTime()
		requireProto(t, want, a)
		requireProto(t, a, r.drawUp(t, req))
		got, err := r.agreements.GetAgreement(r.coordinator(t), &volunteersv1.GetAgreementRequest{Id: a.GetId()})
		require.NoError(t, err)
		requireProto(t, a, got)
		require.Len(t, r.rows(t, "agreement"), 1)
		require.Len(t, r.rows(t, "processing_log"), 3, "each call is in the log, with the person")
		r.refuses(t, refusal{code: codes.NotFound, reason: "AGREEMENT_NOT_FOUND"}, func() error {
			_, err := r.agreements.GetAgreement(r.coordinator(t), &volunteersv1.GetAgreementRequest{Id: "none"})
			return err
		})
		export, err := r.export(t, w.person.ID)
		require.NoError(t, err)
		a.Recorder = ""
		require.Len(t, export.GetAgreements(), 1)
		requireProto(t, a, export.GetAgreements()[0])
	})
}

func TestAgreementThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t, func(a *domain.Assignment) { a.State = domain.Introduced })
		intern := r.anEngagement(t, w.person.ID, func(e *domain.Engagement) { e.Kind = domain.Intern })
		_, stage := r.moreWork(t, intern.ID)
		for name, tt := range map[string]struct {
			request *volunteersv1.CreateAgreementRequest
			want    []string
		}{
			"not confirmed, and no dates": {
				agreement(w.assignment.ID, func(m *volunteersv1.Agreement) { m.Date, m.FirstDate = "2022-02-30", "2022-06-31" }),
				[]string{"agreement.date DATE_INVALID", "agreement.first_date DATE_INVALID", "agreement.assignment_id ASSIGNMENT_NOT_CONFIRMED"},
			},
			"an intern, ends before it begins": {
				agreement(stage.ID, func(m *volunteersv1.Agreement) { m.LastDate = proto.String("2022-06-30") }),
				[]string{"agreement.assignment_id NOT_A_VOLUNTEER", "agreement.last_date LAST_BEFORE_FIRST"},
			},
			"of nothing": {agreement("none"), []string{"agreement.assignment_id ASSIGNMENT_UNKNOWN"}},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.agreements.CreateAgreement(r.coordinator(t), tt.request)
					return err
				})
			})
		}
	})
}

func TestOfAnAssignmentOneAgreementHolds(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		done := 0
		for _, err := range together(5, func(int) error {
			_, err := r.agreements.CreateAgreement(r.coordinator(t), agreement(w.assignment.ID))
			return err
		}) {
			if err == nil {
				done++
				continue
			}
			refusal{code: codes.AlreadyExists, reason: "AGREEMENT_EXISTS"}.require(t, err)
		}
		require.Equal(t, 1, done)
		list, err := r.agreements.ListAgreements(r.coordinator(t), &volunteersv1.ListAgreementsRequest{AssignmentId: w.assignment.ID})
		require.NoError(t, err)
		first, requestID := list.GetAgreements()[0], ids.New()

		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.withdrawAgreement(t, first.GetId(), "7", "")
			return err
		})
		withdrawn, err := r.withdrawAgreement(t, first.GetId(), first.GetEtag(), requestID)
		require.NoError(t, err)
		require.Equal(t, volunteersv1.AgreementState_AGREEMENT_STATE_WITHDRAWN, withdrawn.GetState())
		again, err := r.withdrawAgreement(t, first.GetId(), first.GetEtag(), requestID)
		require.NoError(t, err)
		requireProto(t, withdrawn, again)
		second := r.drawUp(t, agreement(w.assignment.ID))

		gone := refusal{code: codes.FailedPrecondition, reason: "AGREEMENT_WITHDRAWN"}
		r.refuses(t, gone, func() error { _, err := r.withdrawAgreement(t, first.GetId(), "", ""); return err })
		r.refuses(t, gone, func() error { _, err := r.sign(t, first.GetId(), "2022-06-15"); return err })
		r.refuses(t, gone, func() error { _, err := r.agreementFile(t, first.GetId()); return err })
		other := r.drawUp(t, agreement(r.aWorker(t).assignment.ID))
		for _, tt := range []struct {
			request *volunteersv1.ListAgreementsRequest
			want    []string
		}{
			{&volunteersv1.ListAgreementsRequest{}, []string{first.GetId(), second.GetId(), other.GetId()}},
			{&volunteersv1.ListAgreementsRequest{EngagementId: w.engagement.ID}, []string{first.GetId(), second.GetId()}},
			{&volunteersv1.ListAgreementsRequest{EngagementId: w.engagement.ID, State: withdrawn.GetState()}, []string{first.GetId()}},
			{&volunteersv1.ListAgreementsRequest{PageSize: 1, AssignmentId: other.GetAssignmentId()}, []string{other.GetId()}},
		} {
			list, err := r.agreements.ListAgreements(r.coordinator(t), tt.request)
			require.NoError(t, err)
			var got []string
			for _, a := range list.GetAgreements() {
				got = append(got, a.GetId())
			}
			require.Equal(t, tt.want, got)
			require.Empty(t, list.GetNextPageToken())
		}
	})
}

func TestAgreementIsSignedOnceAndNotBeforeItWasDrawnUp(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.drawUp(t, agreement(r.aWorker(t).assignment.ID))
		for date, reason := range map[string]string{
			"2022-06-09": "SIGNED_BEFORE_DRAWN_UP", "2022-06-16": "DATE_IN_FUTURE", "2022-02-30": "DATE_INVALID",
		} {
			r.refuses(t, invalid("signing.date "+reason), func() error { _, err := r.sign(t, a.GetId(), date); return err })
		}
		signed, err := r.sign(t, a.GetId(), "2022-06-15")
		require.NoError(t, err)
		require.Equal(t, "2022-06-15", signed.GetSignedDate())
		require.Equal(t, volunteersv1.AgreementState_AGREEMENT_STATE_SIGNED, signed.GetState())
		require.NotEqual(t, a.GetEtag(), signed.GetEtag())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "AGREEMENT_SIGNED"}, func() error {
			_, err := r.sign(t, a.GetId(), "2022-06-15")
			return err
		})
		withdrawn, err := r.withdrawAgreement(t, a.GetId(), "", "")
		require.NoError(t, err)
		require.Equal(t, "2022-06-15", withdrawn.GetSignedDate(), "that it was signed stays")
	})
}

func TestFileOfAnAgreementNamesThePersonAndIsTheSameEachTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		id := w.person.ID
		_, err := r.updatePerson(t, &volunteersv1.Person{Id: id, GivenName: "Gülşah", Surname: "Żółć-Ștefănescu"})
		require.NoError(t, err)
		a := r.drawUp(t, agreement(w.assignment.ID))
		file, err := r.agreementFile(t, a.GetId())
		require.NoError(t, err)
		require.Equal(t, "application/pdf", file.GetMediaType())
		require.Equal(t, "vrijwilligersovereenkomst-2022-06-10-"+strings.ReplaceAll(a.GetId(), "-", "")+".pdf", file.GetFileName())
		text := strings.Join(pdftest.Pages(t, file.GetContent()), " ")
		for _, want := range []string{"Gülşah Żółć-Ștefănescu", "Welzijn Voorbeeld", "Taalcoach", "Onderdeel Taal", "3 uur per week"} {
			require.Contains(t, text, want)
		}
		require.Len(t, r.lines(t, "GetAgreementFile"), 1, "it is in the log before it leaves")

		_, err = r.sign(t, a.GetId(), "2022-06-15")
		require.NoError(t, err)
		r.otherWording(t)
		again, err := r.agreementFile(t, a.GetId())
		require.NoError(t, err)
		require.True(t, bytes.Equal(file.GetContent(), again.GetContent()))

		_, err = r.updatePerson(t, &volunteersv1.Person{Id: id, Surname: "王"})
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "LETTER_UNKNOWN"}, func() error {
			_, err := r.agreementFile(t, a.GetId())
			return err
		})
	})
}

// otherWording has an agreement drawn up in the name of another organisation, with another text.
func (r *rig) otherWording(t testing.TB) {
	t.Helper()
	text, err := texts.Parse([]byte("# Einde\n\nKlaar.\n"))
	require.NoError(t, err)
	deps := r.deps
	deps.Organisation = api.Organisation{Name: "Anders", Place: "Elders", Agreement: text}
	server := r.server(t)
	volunteersv1.RegisterAgreementServiceServer(server, &api.Agreements{Deps: deps})
	other := *r
	other.agreements = volunteersv1.NewAgreementServiceClient(servicetest.Serve(t, server, grpcx.ClientConfig{Timeout: patience}))
	file, err := other.agreementFile(t, other.drawUp(t, agreement(r.aWorker(t).assignment.ID)).GetId())
	require.NoError(t, err)
	require.Contains(t, strings.Join(pdftest.Pages(t, file.GetContent()), " "), "Klaar.")
}

func TestDocumentsAreWrittenInTheNameOfSomebody(t *testing.T) {
	_, err := (&api.Agreements{}).CreateAgreement(t.Context(), agreement("any"))
	require.ErrorContains(t, err, "ORGANISATION_NOT_CONFIGURED")
	require.ErrorContains(t, err, "volunteers.organisation.name and volunteers.organisation.place")
}

func TestWhoWasErasedHasNoAgreementToSign(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		_, more := r.moreWork(t, w.engagement.ID)
		a := r.drawUp(t, agreement(w.assignment.ID))
		_, err := r.erase(t, w.person.ID, "")
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.NotFound, reason: "PERSON_ERASED"}, func() error {
			_, err := r.agreementFile(t, a.GetId())
			return err
		})
		r.refuses(t, invalid("agreement.assignment_id PERSON_ERASED"), func() error {
			_, err := r.agreements.CreateAgreement(r.coordinator(t), agreement(more.ID))
			return err
		})
		require.Len(t, r.rows(t, "agreement"), 1, "what was agreed on is of nobody then")
	})
}
