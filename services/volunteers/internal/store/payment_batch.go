package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertPaymentBatch adds a batch.
func (s Store) InsertPaymentBatch(ctx context.Context, b domain.PaymentBatch) error {
	return s.q.InsertPaymentBatch(ctx, db.InsertPaymentBatchParams{
		ID: b.ID, ExecutionDate: b.ExecutionDate, Payments: int64(b.Payments), TotalCents: int64(b.TotalCents),
		Recorder: b.Recorder, CreatedAt: sqldb.At(b.Created),
	})
}

// PaymentBatch answers one batch. Error: NOT_FOUND (PAYMENT_BATCH_NOT_FOUND).
func (s Store) PaymentBatch(ctx context.Context, id string) (domain.PaymentBatch, error) {
	row, err := s.q.GetPaymentBatch(ctx, id)
	return sqldb.One(row, err, paymentBatch, "PAYMENT_BATCH_NOT_FOUND", "There is no payment batch with this id.")
}

// PaymentBatches answers size batches after the one with id after.
func (s Store) PaymentBatches(ctx context.Context, after string, size int32) ([]domain.PaymentBatch, error) {
	rows, err := s.q.ListPaymentBatches(ctx, db.ListPaymentBatchesParams{After: after, Size: size})
	return sqldb.All(rows, err, paymentBatch)
}

func paymentBatch(b db.PaymentBatch) domain.PaymentBatch {
	return domain.PaymentBatch{
		ID: b.ID, ExecutionDate: b.ExecutionDate, Payments: int(b.Payments), TotalCents: int(b.TotalCents),
		Recorder: b.Recorder, Created: b.CreatedAt.Time,
	}
}
