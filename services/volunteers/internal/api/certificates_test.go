package api_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func TestCertificateIsAnsweredAsItWasRecordedWithItsState(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := vog(t, r.aPerson(t).ID, "2020-02-29")
		added := r.addCertificate(t, want)
		requireSame(t, added, r.certificateOn(t, added.GetId(), ""))
		want.Id, want.Etag, want.CreateTime, want.UpdateTime = added.GetId(), added.GetEtag(), added.GetCreateTime(), added.GetUpdateTime()
		want.SeenBy, want.ValidUntil = coordinatorSubject, proto.String("2023-02-28")
		want.State = volunteersv1.CertificateState_CERTIFICATE_STATE_SEEN
		requireSame(t, want, added)
		require.Equal(t, now().Truncate(time.Microsecond), added.GetCreateTime().AsTime())

		for on, state := range map[string]volunteersv1.CertificateState{
			"2020-02-28": volunteersv1.CertificateState_CERTIFICATE_STATE_REQUESTED,
			"2020-02-29": volunteersv1.CertificateState_CERTIFICATE_STATE_ISSUED,
			"2020-03-02": volunteersv1.CertificateState_CERTIFICATE_STATE_SEEN,
			"2023-02-28": volunteersv1.CertificateState_CERTIFICATE_STATE_SEEN,
			"2023-03-01": volunteersv1.CertificateState_CERTIFICATE_STATE_EXPIRED,
		} {
			require.Equal(t, state, r.certificateOn(t, added.GetId(), on).GetState(), on)
		}
		good := r.addCertificate(t, training(want.GetPersonId(), "ehbo", "1999-12-31"))
		require.Nil(t, good.ValidUntil, "a training does not run out where nothing else is configured")
		require.Equal(t, volunteersv1.CertificateState_CERTIFICATE_STATE_SEEN, good.GetState())
	})
}

func TestCertificateThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person := r.aPerson(t).ID
		for name, tt := range map[string]struct {
			change func(*volunteersv1.Certificate)
			want   []string
		}{
			"nobody's": {func(c *volunteersv1.Certificate) { c.PersonId = "nobody" }, []string{"certificate.person_id PERSON_UNKNOWN"}},
			"form, all at once": {
				func(c *volunteersv1.Certificate) {
					c.Kind, c.Training, c.RiskAreas, c.FunctionAspects = 0, "First Aid", []string{"8", "008"}, []string{"ab"}
					c.IssuedDate = proto.String("soon")
				},
				[]string{
					"certificate.kind ENUM_NOT_IN", "certificate.training STRING_PATTERN", "certificate.risk_areas[0] STRING_PATTERN",
					"certificate.risk_areas[1] STRING_PATTERN", "certificate.function_aspects[0] STRING_PATTERN", "certificate.issued_date STRING_PATTERN",
				},
			},
			"meaning, all at once": {
				func(c *volunteersv1.Certificate) {
					c.PersonId, c.Training = "nobody", "ehbo"
					c.RequestedDate, c.IssuedDate, c.SeenDate = proto.String("2022-02-30"), proto.String("2022-06-16"), proto.String("2022-06-15")
				},
				[]string{
					"certificate.requested_date DATE_INVALID", "certificate.person_id PERSON_UNKNOWN", "certificate.training TRAINING_FOR_VOG",
					"certificate.seen_date SEEN_BEFORE_ISSUED", "certificate.issued_date DATE_IN_FUTURE",
				},
			},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.createCertificate(t, vog(t, person, "2022-02-01", tt.change))
					return err
				})
			})
		}
	})
}

func TestCertificateIsRecordedOnceForARequest(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c, requestID := vog(t, r.aPerson(t).ID, "2022-02-01"), ids.New()
		first, err := r.createCertificate(t, c, requestID)
		require.NoError(t, err)
		again, err := r.createCertificate(t, c, requestID)
		require.NoError(t, err)
		requireSame(t, first, again)
		require.Len(t, r.rows(t, "certificate"), 1)
		require.Len(t, r.rows(t, "processing_log"), 2, "the second was answered too")
		c.RiskAreas = nil
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.createCertificate(t, c, requestID)
			return err
		})
	})
}

func TestDatesOfACertificateComeOneAfterTheOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		asked := r.addCertificate(t, vog(t, r.aPerson(t).ID, "2022-02-01", func(c *volunteersv1.Certificate) { c.IssuedDate, c.SeenDate = nil, nil }))
		require.Equal(t, volunteersv1.CertificateState_CERTIFICATE_STATE_REQUESTED, asked.GetState())
		require.Nil(t, asked.ValidUntil)
		r.refuses(t, invalid("certificate.issued_date ISSUED_DATE_MISSING"), func() error {
			_, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: asked.GetId(), SeenDate: proto.String("2022-06-14")})
			return err
		})
		r.clock.Advance(time.Hour)
		issued, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: asked.GetId(), IssuedDate: proto.String("2022-06-13")})
		require.NoError(t, err)
		require.Equal(t, volunteersv1.CertificateState_CERTIFICATE_STATE_ISSUED, issued.GetState())
		require.Equal(t, "2025-06-13", issued.GetValidUntil())
		require.Empty(t, issued.GetSeenBy())

		by := r.as(t, devissuer.Claims{Subject: "ben", Roles: []string{"volunteers.coordinator"}})
		seen, err := r.certificates.UpdateCertificate(by, &volunteersv1.UpdateCertificateRequest{Certificate: &volunteersv1.Certificate{
			Id: asked.GetId(), SeenDate: proto.String("2022-06-15"), Etag: issued.GetEtag(), SeenBy: "somebody.else",
		}})
		require.NoError(t, err)
		require.Equal(t, volunteersv1.CertificateState_CERTIFICATE_STATE_SEEN, seen.GetState())
		require.Equal(t, "ben", seen.GetSeenBy(), "who calls, whatever the request says")
		corrected, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: asked.GetId(), RiskAreas: []string{"01", "08"}})
		require.NoError(t, err)
		require.Equal(t, "ben", corrected.GetSeenBy(), "who changes something else saw nothing")
		requireSame(t, corrected, r.certificateOn(t, asked.GetId(), ""))
		unseen, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: asked.GetId()}, "seen_date")
		require.NoError(t, err)
		require.Empty(t, unseen.GetSeenBy())

		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: asked.GetId(), Etag: seen.GetEtag(), Training: "ehbo"})
			return err
		})
		other := r.aPerson(t).ID
		r.refuses(t, invalid("certificate.person_id PERSON_FIXED", "certificate.kind KIND_FIXED", "certificate.risk_areas SCREENING_FOR_TRAINING"), func() error {
			_, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: asked.GetId(), PersonId: other, Kind: kindTraining, Training: "ehbo"})
			return err
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "CERTIFICATE_NOT_FOUND"}, func() error {
			_, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: "nobody"})
			return err
		})
	})
}

func TestCertificateOfWhoWasErasedIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.aPerson(t)
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE person SET state = 'erased', sealed = $1, wijk_code = '', wijk_year = 0, birth_year = 0,
languages = '', skills = '', interests = '', availability = ''`, []byte{})
			return err
		}))
		r.refuses(t, invalid("certificate.person_id PERSON_ERASED"), func() error {
			_, err := r.createCertificate(t, vog(t, p.ID, "2022-02-01"))
			return err
		})
	})
}

func TestCertificateRecordedByMistakeIsWithdrawnAndKept(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.addCertificate(t, vog(t, r.aPerson(t).ID, "2022-02-01"))
		req := &volunteersv1.CreateCertificateWithdrawalRequest{CertificateId: added.GetId(), Etag: added.GetEtag(), RequestId: ids.New()}
		withdrawn, err := r.withdrawCertificate(t, req)
		require.NoError(t, err)
		want := proto.CloneOf(added)
		want.State, want.Etag = volunteersv1.CertificateState_CERTIFICATE_STATE_WITHDRAWN, withdrawn.GetEtag()
		requireSame(t, want, withdrawn)
		again, err := r.withdrawCertificate(t, req)
		require.NoError(t, err)
		requireSame(t, withdrawn, again)

		gone := refusal{code: codes.FailedPrecondition, reason: "CERTIFICATE_WITHDRAWN"}
		r.refuses(t, gone, func() error {
			_, err := r.withdrawCertificate(t, &volunteersv1.CreateCertificateWithdrawalRequest{CertificateId: added.GetId()})
			return err
		})
		r.refuses(t, gone, func() error {
			_, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: added.GetId(), RiskAreas: []string{"01"}})
			return err
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "CERTIFICATE_NOT_FOUND"}, func() error {
			_, err := r.withdrawCertificate(t, &volunteersv1.CreateCertificateWithdrawalRequest{CertificateId: "nobody"})
			return err
		})
		other := r.addCertificate(t, vog(t, added.GetPersonId(), "2022-02-01"))
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.withdrawCertificate(t, &volunteersv1.CreateCertificateWithdrawalRequest{CertificateId: other.GetId(), Etag: "7"})
			return err
		})
	})
}

func TestCertificatesAreListedInPagesByPersonAndKind(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		anna, ben := r.aPerson(t).ID, r.aPerson(t).ID
		var want []*volunteersv1.Certificate
		for range 5 {
			want = append(want, r.addCertificate(t, vog(t, anna, "2022-02-01")))
			r.addCertificate(t, training(anna, "ehbo", "2022-02-01"))
			r.addCertificate(t, vog(t, ben, "2022-02-01"))
		}
		lines := len(r.rows(t, "processing_log"))
		req := &volunteersv1.ListCertificatesRequest{PersonId: anna, Kind: kindVOG, PageSize: 2}
		var got []*volunteersv1.Certificate
		for {
			page, err := r.certificates.ListCertificates(r.coordinator(t), req)
			require.NoError(t, err)
			got = append(got, page.GetCertificates()...)
			if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
				break
			}
		}
		require.Len(t, got, len(want))
		for i := range want {
			requireSame(t, want[i], got[i])
		}
		require.Len(t, r.rows(t, "processing_log"), lines+3, "a line for each page and person")
		all, err := r.certificates.ListCertificates(r.coordinator(t), &volunteersv1.ListCertificatesRequest{OnDate: proto.String("2022-02-01")})
		require.NoError(t, err)
		require.Len(t, all.GetCertificates(), 15)
		require.Equal(t, volunteersv1.CertificateState_CERTIFICATE_STATE_ISSUED, all.GetCertificates()[0].GetState())
		r.refuses(t, invalid("on_date DATE_INVALID"), func() error {
			_, err := r.certificates.ListCertificates(r.coordinator(t), &volunteersv1.ListCertificatesRequest{OnDate: proto.String("2022-02-30")})
			return err
		})
	})
}

func TestCertificatesAreForCoordinatorsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.addCertificate(t, vog(t, r.aPerson(t).ID, "2022-02-01"))
		for _, role := range []string{"account.manager", "volunteer", "auditor"} {
			ctx := r.as(t, devissuer.Claims{Subject: "ben", Roles: []string{role}})
			for _, call := range []func() error{
				func() error {
					_, err := r.certificates.CreateCertificate(ctx, &volunteersv1.CreateCertificateRequest{Certificate: added})
					return err
				},
				func() error {
					_, err := r.certificates.GetCertificate(ctx, &volunteersv1.GetCertificateRequest{Id: added.GetId()})
					return err
				},
				func() error {
					_, err := r.certificates.ListCertificates(ctx, &volunteersv1.ListCertificatesRequest{})
					return err
				},
				func() error {
					_, err := r.certificates.ListExpiringCertificates(ctx, &volunteersv1.ListExpiringCertificatesRequest{})
					return err
				},
			} {
				require.Error(t, call(), role)
			}
		}
		_, err := r.certificates.CreateCertificate(r.as(t, devissuer.Claims{Subject: "import", Roles: []string{"importer"}}),
			&volunteersv1.CreateCertificateRequest{Certificate: vog(t, added.GetPersonId(), "2021-02-01")})
		require.NoError(t, err)
	})
}
