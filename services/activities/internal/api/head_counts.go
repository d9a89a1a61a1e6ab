package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// HeadCounts answers HeadCountService.
type HeadCounts struct {
	activitiesv1.UnimplementedHeadCountServiceServer
	Deps
	recording resource.Recording[domain.HeadCount]
}

// CreateHeadCount records one count.
func (s *HeadCounts) CreateHeadCount(
	ctx context.Context, req *activitiesv1.CreateHeadCountRequest,
) (*activitiesv1.HeadCount, error) {
	counts, err := s.record(ctx, []*activitiesv1.CreateHeadCountRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return encodeHeadCount(counts[0]), nil
}

// BatchCreateHeadCounts records all counts, or none.
func (s *HeadCounts) BatchCreateHeadCounts(
	ctx context.Context, req *activitiesv1.BatchCreateHeadCountsRequest,
) (*activitiesv1.BatchCreateHeadCountsResponse, error) {
	counts, err := s.record(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.BatchCreateHeadCountsResponse{}
	for _, c := range counts {
		answer.HeadCounts = append(answer.HeadCounts, encodeHeadCount(c))
	}
	return answer, nil
}

// GetHeadCount answers one count.
func (s *HeadCounts) GetHeadCount(
	ctx context.Context, req *activitiesv1.GetHeadCountRequest,
) (*activitiesv1.HeadCount, error) {
	c, err := store.Reading(s.DB.Read()).HeadCount(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeHeadCount(c), nil
}

// ListHeadCounts lists counts, oldest first.
func (s *HeadCounts) ListHeadCounts(
	ctx context.Context, req *activitiesv1.ListHeadCountsRequest,
) (*activitiesv1.ListHeadCountsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	filter := store.HeadCountFilter{
		LocationID: req.GetLocationId(), ProgrammeID: req.GetProgrammeId(), SessionID: req.GetSessionId(),
		From: d.Read("from_date", req.GetFromDate()), To: d.Read("to_date", req.GetToDate()),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).HeadCounts(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(c domain.HeadCount) string { return c.ID })
	answer := &activitiesv1.ListHeadCountsResponse{NextPageToken: next}
	for _, c := range list {
		answer.HeadCounts = append(answer.HeadCounts, encodeHeadCount(c))
	}
	return answer, nil
}

// CreateHeadCountCorrection corrects or withdraws a count.
func (s *HeadCounts) CreateHeadCountCorrection(
	ctx context.Context, req *activitiesv1.CreateHeadCountCorrectionRequest,
) (*activitiesv1.HeadCountCorrection, error) {
	m := req.GetCorrection()
	by, err := create(ctx, s.Deps, "CreateHeadCountCorrection/"+req.GetHeadCountId(), req.GetRequestId(), m, loadCorrection,
		func(ctx context.Context, tx *sql.Tx, made resource.Made) (by domain.Correction, err error) {
			by = domain.Correction{
				ID: made.ID, Count: int64(m.GetCount()), Method: enums.Text(m.GetMethod()), Withdrawn: m.GetWithdrawn(),
				Reason: enums.Text(m.GetReason()), Recorder: auth.Subject(ctx), Created: made.Now,
			}
			c, err := store.In(tx).HeadCount(ctx, req.GetHeadCountId())
			if err != nil {
				return by, err
			}
			if err := resource.MatchEtag(m.GetEtag(), c.Version); err != nil {
				return by, err
			}
			if err := c.Correct(&by, s.MaxCount); err != nil {
				return by, fault.At("correction", err)
			}
			if err := store.In(tx).Correct(ctx, c, by); err != nil {
				return by, err
			}
			if err := outbox.Append(ctx, tx, made.Now, events.Service, events.HeadCountSaved(c)); err != nil {
				return by, err
			}
			return by, s.recountCorrected(ctx, tx, made.Now, c)
		})
	if err != nil {
		return nil, err
	}
	return encodeCorrection(by), nil
}

// ListHeadCountCorrections lists the corrections of a count, oldest first.
func (s *HeadCounts) ListHeadCountCorrections(
	ctx context.Context, req *activitiesv1.ListHeadCountCorrectionsRequest,
) (*activitiesv1.ListHeadCountCorrectionsResponse, error) {
	reading := store.Reading(s.DB.Read())
	if _, err := reading.HeadCount(ctx, req.GetHeadCountId()); err != nil {
		return nil, err
	}
	list, err := reading.Corrections(ctx, req.GetHeadCountId())
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.ListHeadCountCorrectionsResponse{}
	for _, c := range list {
		answer.Corrections = append(answer.Corrections, encodeCorrection(c))
	}
	return answer, nil
}

func loadCorrection(ctx context.Context, s store.Store, id string) (domain.Correction, error) {
	return s.Correction(ctx, id)
}

func encodeHeadCount(c domain.HeadCount) *activitiesv1.HeadCount {
	return &activitiesv1.HeadCount{
		Id: c.ID, LocationId: c.LocationID, ProgrammeId: c.ProgrammeID, Date: c.Date.String(),
		PartOfDay: enums.Value[activitiesv1.PartOfDay](c.PartOfDay), Count: int32(c.Count),
		Method: enums.Value[activitiesv1.CountMethod](c.Method), Recorder: c.Recorder, Withdrawn: c.Withdrawn,
		Etag: resource.Etag(c.Version), CreateTime: timestamppb.New(c.Created), UpdateTime: timestamppb.New(c.Updated),
		SessionId: c.SessionID,
	}
}

func encodeCorrection(c domain.Correction) *activitiesv1.HeadCountCorrection {
	return &activitiesv1.HeadCountCorrection{
		Id: c.ID, HeadCountId: c.HeadCountID, Count: int32(c.Count), Method: enums.Value[activitiesv1.CountMethod](c.Method),
		Withdrawn: c.Withdrawn, Reason: enums.Value[activitiesv1.CorrectionReason](c.Reason), Etag: resource.Etag(c.Version),
		PreviousCount: int32(c.PreviousCount), PreviousMethod: enums.Value[activitiesv1.CountMethod](c.PreviousMethod),
		Recorder: c.Recorder, CreateTime: timestamppb.New(c.Created),
	}
}
