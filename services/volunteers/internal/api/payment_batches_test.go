package api_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
)

const bankAccount = "DE89 3704 0044 0532 0130 00"

// aPayable is a claim of travel that is approved, of somebody with a bank account.
func (r *rig) aPayable(t testing.TB, cents int32) (worker, *volunteersv1.ExpenseClaim) {
	t.Helper()
	w := r.aWorker(t)
	claim := r.addClaim(t, travel(w.assignment, cents))
	_, err := r.approveClaim(t, claim)
	require.NoError(t, err)
	r.addAccount(t, w)
	return w, claim
}

func (r *rig) addAccount(t testing.TB, w worker) {
	t.Helper()
	_, err := r.accounts.UpdateBankAccount(r.coordinator(t), &volunteersv1.UpdateBankAccountRequest{
		BankAccount: &volunteersv1.BankAccount{PersonId: w.person.ID, Iban: bankAccount},
	})
	require.NoError(t, err)
}

// payOn makes a batch of claims, or of all that are approved.
func (r *rig) payOn(t testing.TB, day string, claims ...string) (*volunteersv1.PaymentBatch, error) {
	t.Helper()
	return r.payments.CreatePaymentBatch(r.coordinator(t), &volunteersv1.CreatePaymentBatchRequest{
		PaymentBatch: &volunteersv1.PaymentBatch{ExecutionDate: day, ExpenseClaimIds: claims},
	})
}

func TestBankAccountIsKeptSealedOfWhoClaims(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		update := func(iban string) (*volunteersv1.BankAccount, error) {
			return r.accounts.UpdateBankAccount(r.coordinator(t), &volunteersv1.UpdateBankAccountRequest{
				BankAccount: &volunteersv1.BankAccount{PersonId: w.person.ID, Iban: iban},
			})
		}
		r.refuses(t, refusal{codes.FailedPrecondition, "NOTHING_CLAIMED", nil}, func() error {
			_, err := update(bankAccount)
			return err
		})
		r.addClaim(t, travel(w.assignment, 100))
		r.refuses(t, invalid("bank_account.iban IBAN_INVALID"), func() error {
			_, err := update("DE89 3704 0044 0532 0130 01")
			require.NotContains(t, err.Error(), "3704")
			return err
		})
		for _, iban := range []string{"NL91ABNA0417164300", bankAccount} {
			account, err := update(iban)
			require.NoError(t, err)
			require.Equal(t, iban[len(iban)-2:], account.GetIbanEnd()[2:])
			require.Empty(t, account.GetIban())
		}
		var sealed []byte
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), "SELECT sealed FROM bank_account").Scan(&sealed))
		require.NotContains(t, string(sealed), "37040044")
		lines := len(r.rows(t, "processing_log"))
		account, err := r.accounts.GetBankAccount(r.coordinator(t), &volunteersv1.GetBankAccountRequest{PersonId: w.person.ID})
		require.NoError(t, err)
		require.Equal(t, "3000", account.GetIbanEnd())
		require.Len(t, r.rows(t, "processing_log"), lines+1)

		_, err = r.accounts.DeleteBankAccount(r.coordinator(t), &volunteersv1.DeleteBankAccountRequest{PersonId: w.person.ID})
		require.NoError(t, err)
		_, err = r.accounts.GetBankAccount(r.coordinator(t), &volunteersv1.GetBankAccountRequest{PersonId: w.person.ID})
		refusal{codes.NotFound, "BANK_ACCOUNT_NOT_FOUND", nil}.require(t, err)
	})
}

func TestBatchPaysEveryApprovedClaimOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, first := r.aPayable(t, 12_50)
		_, second := r.aPayable(t, 7_05)
		r.addClaim(t, travel(w.assignment, 1_00)) // waits for approval
		request := &volunteersv1.CreatePaymentBatchRequest{
			PaymentBatch: &volunteersv1.PaymentBatch{ExecutionDate: "2022-06-20"}, RequestId: ids.New(),
		}
		for range 2 {
			batch, err := r.payments.CreatePaymentBatch(r.coordinator(t), request)
			require.NoError(t, err)
			require.EqualValues(t, 2, batch.GetPayments())
			require.EqualValues(t, 19_55, batch.GetTotalCents())
			got, err := r.payments.GetPaymentBatch(r.coordinator(t), &volunteersv1.GetPaymentBatchRequest{Id: batch.GetId()})
			require.NoError(t, err)
			require.Equal(t, batch.String(), got.String())
			paid, err := r.claims.ListExpenseClaims(r.coordinator(t),
				&volunteersv1.ListExpenseClaimsRequest{PaymentBatchId: batch.GetId()})
			require.NoError(t, err)
			require.Len(t, paid.GetExpenseClaims(), 2)
			require.Equal(t, first.GetId(), paid.GetExpenseClaims()[0].GetId())
			require.Equal(t, "2022-06-20", paid.GetExpenseClaims()[0].GetPaymentDate())
			require.Equal(t, volunteersv1.ExpenseClaimState_EXPENSE_CLAIM_STATE_PAID, paid.GetExpenseClaims()[0].GetState())
		}
		r.refuses(t, refusal{codes.FailedPrecondition, "NOTHING_TO_PAY", nil}, func() error {
			_, err := r.payOn(t, "2022-06-20")
			return err
		})
		r.refuses(t, invalid("payment_batch.expense_claim_ids[0] CLAIM_NOT_APPROVED"), func() error {
			_, err := r.payOn(t, "2022-06-20", second.GetId())
			return err
		})
		list, err := r.payments.ListPaymentBatches(r.coordinator(t), &volunteersv1.ListPaymentBatchesRequest{})
		require.NoError(t, err)
		require.Len(t, list.GetPaymentBatches(), 1)
	})
}

func TestClaimIsInOneBatchAlsoWhenManyPayAtTheSameTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		var claims []string
		for range 6 {
			_, claim := r.aPayable(t, 10_00)
			claims = append(claims, claim.GetId())
		}
		total, coordinator := 0, r.coordinator(t)
		batches := make([]*volunteersv1.PaymentBatch, 8)
		for i, err := range together(len(batches), func(i int) (err error) {
			batch := &volunteersv1.PaymentBatch{ExecutionDate: "2022-06-20"}
			if i%2 == 1 {
				batch.ExpenseClaimIds = []string{claims[i%6], claims[(i+3)%6]}
			}
			batches[i], err = r.payments.CreatePaymentBatch(coordinator,
				&volunteersv1.CreatePaymentBatchRequest{PaymentBatch: batch})
			return err
		}) {
			if err == nil {
				total += int(batches[i].GetTotalCents())
				continue
			}
			require.Contains(t, []codes.Code{codes.InvalidArgument, codes.FailedPrecondition}, status.Code(err), "%v", err)
		}
		require.Equal(t, 60_00, total, "every claim once")
	})
}

func TestEverythingThatKeepsClaimsFromBeingPaidIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		withdrawn := r.aWorker(t)
		h := r.approveHours(t, r.addHours(t, withdrawn.assignment, 2, 90))
		gone := r.addClaim(t, allowance(withdrawn.assignment, 500))
		_, err := r.approveClaim(t, gone)
		require.NoError(t, err)
		r.addAccount(t, withdrawn)
		_, err = r.hours.CreateHoursWithdrawal(r.coordinator(t), &volunteersv1.CreateHoursWithdrawalRequest{
			HoursId: h.GetId(), Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "another day"},
		})
		require.NoError(t, err)
		waiting, without := r.addClaim(t, travel(w.assignment, 100)), r.addClaim(t, travel(w.assignment, 200))
		_, err = r.approveClaim(t, without)
		require.NoError(t, err)
		r.refuses(t, invalid("payment_batch.execution_date DATE_IN_PAST",
			"payment_batch.expense_claim_ids[0] CLAIM_UNKNOWN", "payment_batch.expense_claim_ids[1] CLAIM_NOT_APPROVED",
			"payment_batch.expense_claim_ids[2] BANK_ACCOUNT_MISSING",
			"payment_batch.expense_claim_ids[3] ALLOWANCE_WITHOUT_HOURS"), func() error {
			_, err := r.payOn(t, "2022-06-14", "absent", waiting.GetId(), without.GetId(), gone.GetId())
			return err
		})
	})
}

func TestClaimThatMovesToAnotherMonthMeetsTheLimitOfThatMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, first := r.aPayable(t, 100_00)
		second := r.addClaim(t, travel(w.assignment, 100_00))
		_, err := r.approveClaim(t, second, payableOn("2022-07-01"))
		require.NoError(t, err)
		r.refuses(t, refusal{
			codes.FailedPrecondition, "OVER_LIMIT", []string{"payment_batch.expense_claim_ids[0] OVER_MONTH"},
		}, func() error {
			_, err := r.payOn(t, "2022-07-01")
			return err
		})
		r.refuses(t, refusal{codes.FailedPrecondition, "LIMIT_UNKNOWN", nil}, func() error {
			_, err := r.payOn(t, "2026-01-01")
			return err
		})
		_, err = r.payments.CreatePaymentBatch(r.coordinator(t), &volunteersv1.CreatePaymentBatchRequest{
			PaymentBatch: &volunteersv1.PaymentBatch{ExecutionDate: "2022-07-01", OverrideReason: "paid late by our own fault"},
		})
		require.NoError(t, err)
		for id, reason := range map[string]string{first.GetId(): "paid late by our own fault", second.GetId(): ""} {
			claim, err := r.claims.GetExpenseClaim(r.coordinator(t), &volunteersv1.GetExpenseClaimRequest{Id: id})
			require.NoError(t, err)
			require.Equal(t, reason, claim.GetOverrideReason())
			require.EqualValues(t, 100_00, claim.GetAmountCents())
		}
	})
}

func TestFileForTheBankIsLoggedBeforeItLeaves(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, claim := r.aPayable(t, 12_50)
		r.aPayable(t, 7_05)
		batch, err := r.payOn(t, "2022-06-20")
		require.NoError(t, err)
		lines := len(r.rows(t, "processing_log"))
		file, err := r.payments.GetPaymentFile(r.coordinator(t), &volunteersv1.GetPaymentFileRequest{PaymentBatchId: batch.GetId()})
		require.NoError(t, err)
		require.Len(t, r.rows(t, "processing_log"), lines+2, "a line for each who is paid")
		require.Equal(t, "application/xml", file.GetMediaType())
		for _, part := range []string{
			"<NbOfTxs>2</NbOfTxs>", "<CtrlSum>19.55</CtrlSum>", "<Nm>Bea Jansen</Nm>", "<IBAN>DE89370400440532013000</IBAN>",
			"<IBAN>NL91ABNA0417164300</IBAN>", "<Ustrd>Reiskosten 2022-06-14</Ustrd>", "<Dt>2022-06-20</Dt>",
			"<EndToEndId>" + strings.ReplaceAll(claim.GetId(), "-", "") + "</EndToEndId>",
		} {
			require.Contains(t, string(file.GetContent()), part)
		}
		file, err = r.payments.GetPaymentFile(r.coordinator(t), &volunteersv1.GetPaymentFileRequest{
			PaymentBatchId: batch.GetId(), Format: volunteersv1.PaymentFileFormat_PAYMENT_FILE_FORMAT_CSV,
		})
		require.NoError(t, err)
		rows, err := csv.NewReader(strings.NewReader(string(file.GetContent()))).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, 3)
		_, err = r.payments.GetPaymentFile(r.importer(t), &volunteersv1.GetPaymentFileRequest{PaymentBatchId: batch.GetId()})
		require.Equal(t, codes.PermissionDenied, status.Code(err))
	})
}

func TestFileWithoutAPayeeIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w, _ := r.aPayable(t, 12_50)
		batch, err := r.payOn(t, "2022-06-20")
		require.NoError(t, err)
		_, err = r.accounts.DeleteBankAccount(r.coordinator(t), &volunteersv1.DeleteBankAccountRequest{PersonId: w.person.ID})
		require.NoError(t, err)
		r.refuses(t, refusal{codes.FailedPrecondition, "PAYEE_UNKNOWN", []string{"payment_batch_id PAYEE_UNKNOWN"}}, func() error {
			_, err := r.payments.GetPaymentFile(r.coordinator(t), &volunteersv1.GetPaymentFileRequest{PaymentBatchId: batch.GetId()})
			return err
		})
	})
}

func TestWithoutAnAccountToPayFromTheSettingsAreNamed(t *testing.T) {
	_, err := (&api.PaymentBatches{}).CreatePaymentBatch(t.Context(), &volunteersv1.CreatePaymentBatchRequest{})
	require.ErrorContains(t, err, "PAYMENTS_NOT_CONFIGURED")
	require.ErrorContains(t, err, "volunteers.payments.debtor-name and volunteers.payments.debtor-iban")
}
