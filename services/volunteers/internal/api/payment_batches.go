package api

import (
	"context"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// PaymentBatches answers PaymentBatchService.
type PaymentBatches struct {
	volunteersv1.UnimplementedPaymentBatchServiceServer
	Deps
}

// CreatePaymentBatch pays claims that were approved.
func (s *PaymentBatches) CreatePaymentBatch(
	ctx context.Context, req *volunteersv1.CreatePaymentBatchRequest,
) (*volunteersv1.PaymentBatch, error) {
	if err := s.configured(); err != nil {
		return nil, err
	}
	m := req.GetPaymentBatch()
	var d resource.Dates
	batch := domain.PaymentBatch{ExecutionDate: d.Read("execution_date", m.GetExecutionDate()), Recorder: auth.Subject(ctx)}
	if !batch.ExecutionDate.IsZero() && batch.ExecutionDate.Before(s.today()) {
		d.Broken = append(d.Broken, fault.Field{
			Path: "execution_date", Reason: "DATE_IN_PAST", Text: "A bank pays today at the earliest.",
		})
	}
	batch, err := s.pay(ctx, req, batch, d.Broken)
	if err != nil {
		return nil, err
	}
	return encodeBatch(batch), nil
}

// GetPaymentBatch answers one batch.
func (s *PaymentBatches) GetPaymentBatch(
	ctx context.Context, req *volunteersv1.GetPaymentBatchRequest,
) (*volunteersv1.PaymentBatch, error) {
	batch, err := store.Reading(s.DB.Read()).PaymentBatch(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeBatch(batch), nil
}

// ListPaymentBatches lists batches, oldest first.
func (s *PaymentBatches) ListPaymentBatches(
	ctx context.Context, req *volunteersv1.ListPaymentBatchesRequest,
) (*volunteersv1.ListPaymentBatchesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).PaymentBatches(ctx, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(b domain.PaymentBatch) string { return b.ID })
	answer := &volunteersv1.ListPaymentBatchesResponse{NextPageToken: next}
	for _, b := range list {
		answer.PaymentBatches = append(answer.PaymentBatches, encodeBatch(b))
	}
	return answer, nil
}

// configured refuses to pay where it is not known from which account, and says which settings are missing.
func (d Deps) configured() error {
	var missing []string
	if d.Debtor.Name == "" {
		missing = append(missing, "volunteers.payments.debtor-name")
	}
	if d.Debtor.IBAN == "" {
		missing = append(missing, "volunteers.payments.debtor-iban")
	}
	if len(missing) == 0 {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "PAYMENTS_NOT_CONFIGURED",
		"It is not known from which account is paid. Set %s.", strings.Join(missing, " and ")).
		With("missing", strings.Join(missing, " "))
}

func encodeBatch(b domain.PaymentBatch) *volunteersv1.PaymentBatch {
	return &volunteersv1.PaymentBatch{
		Id: b.ID, ExecutionDate: b.ExecutionDate.String(), Payments: int32(b.Payments), TotalCents: int32(b.TotalCents),
		Recorder: b.Recorder, CreateTime: timestamppb.New(b.Created),
	}
}
