package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// aCreditor is added by the counsellor.
func (r *rig) aCreditor(t testing.TB, name string) *debtcounsellingv1.Creditor {
	t.Helper()
	c, err := r.creditors.CreateCreditor(r.counsellor(t), &debtcounsellingv1.CreateCreditorRequest{
		Creditor: &debtcounsellingv1.Creditor{
			Name: name, Kind: debtcounsellingv1.DebtKind_DEBT_KIND_CARE, KvkNumber: "12345678", Iban: "nl02 abna 0123 4567 89",
			Postcode: "2601dc",
		},
	})
	require.NoError(t, err)
	return c
}

func TestCreditorIsFoundByTheBeginOfItsName(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		zorg, zero := r.aCreditor(t, "Zorgfonds"), r.aCreditor(t, "Zéro Energie")
		r.aCreditor(t, "Aqua")
		require.Equal(t, "NL02ABNA0123456789", zorg.GetIban())
		require.Equal(t, "2601 DC", zorg.GetPostcode())
		names := func(prefix string, size int32) (names []string) {
			req := &debtcounsellingv1.ListCreditorsRequest{NamePrefix: prefix, PageSize: size}
			for {
				answer, err := r.creditors.ListCreditors(r.counsellor(t), req)
				require.NoError(t, err)
				for _, c := range answer.GetCreditors() {
					names = append(names, c.GetName())
				}
				if req.PageToken = answer.GetNextPageToken(); req.GetPageToken() == "" {
					return names
				}
			}
		}
		require.Equal(t, []string{"Aqua", "Zéro Energie", "Zorgfonds"}, names("", 1))
		require.Equal(t, []string{"Zéro Energie", "Zorgfonds"}, names("z", 1))
		require.Equal(t, []string{"Zéro Energie"}, names("ZERO e", 10))
		require.Empty(t, names("energie", 10), "only the begin counts")
		got, err := r.creditors.GetCreditor(r.supervisor(t), &debtcounsellingv1.GetCreditorRequest{Id: zero.GetId()})
		require.NoError(t, err)
		requireProto(t, zero, got)
	})
}

func TestCreditorOfARequestThatComesTwiceIsOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &debtcounsellingv1.CreateCreditorRequest{RequestId: ids.New(), Creditor: &debtcounsellingv1.Creditor{
			Name: "Zorgfonds", Kind: debtcounsellingv1.DebtKind_DEBT_KIND_CARE,
		}}
		first, err := r.creditors.CreateCreditor(r.importing(t), req)
		require.NoError(t, err)
		again, err := r.creditors.CreateCreditor(r.importing(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		require.Len(t, r.rows(t, "creditor"), 1)
	})
}

func TestEveryRuleThatACreditorBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.refuses(t, invalid("creditor.name NAME_MISSING", "creditor.kvk_number KVK_INVALID", "creditor.iban IBAN_INVALID",
			"creditor.postcode POSTCODE_INVALID"), func() error {
			_, err := r.creditors.CreateCreditor(r.counsellor(t), &debtcounsellingv1.CreateCreditorRequest{
				Creditor: &debtcounsellingv1.Creditor{
					Name: " ", Kind: debtcounsellingv1.DebtKind_DEBT_KIND_OTHER, KvkNumber: "123", Iban: "NL91ABNA0417164301", Postcode: "26112 ET",
				},
			})
			return err
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "CREDITOR_NOT_FOUND"}, func() error {
			_, err := r.creditors.GetCreditor(r.counsellor(t), &debtcounsellingv1.GetCreditorRequest{Id: ids.New()})
			return err
		})
	})
}

func TestCreditorIsChangedAsItWasRead(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aCreditor(t, "Zorgfonds")
		change := func(etag string) (*debtcounsellingv1.Creditor, error) {
			return r.creditors.UpdateCreditor(r.counsellor(t), &debtcounsellingv1.UpdateCreditorRequest{
				Creditor:   &debtcounsellingv1.Creditor{Id: c.GetId(), Iban: "NL91ABNA0417164300", Etag: etag},
				UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"iban", "kvk_number"}},
			})
		}
		changed, err := change(c.GetEtag())
		require.NoError(t, err)
		require.Equal(t, "NL91ABNA0417164300", changed.GetIban())
		require.Empty(t, changed.GetKvkNumber())
		require.Equal(t, "Zorgfonds", changed.GetName())
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := change(c.GetEtag())
			return err
		})
		var changes int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM audit_log WHERE result = 'done'
			AND object = $1 AND actor = $2`, "creditor/"+c.GetId(), counsellorSubject).Scan(&changes))
		require.Equal(t, 2, changes, "where money goes is changed by nobody unseen")
	})
}
