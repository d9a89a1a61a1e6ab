package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Outputs answers OutputService.
type Outputs struct {
	activitiesv1.UnimplementedOutputServiceServer
	Deps
	recording resource.Recording[domain.Output]
}

// CreateOutput records one output.
func (s *Outputs) CreateOutput(
	ctx context.Context, req *activitiesv1.CreateOutputRequest,
) (*activitiesv1.Output, error) {
	outputs, err := s.record(ctx, []*activitiesv1.CreateOutputRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return encodeOutput(outputs[0]), nil
}

// BatchCreateOutputs records all outputs, or none.
func (s *Outputs) BatchCreateOutputs(
	ctx context.Context, req *activitiesv1.BatchCreateOutputsRequest,
) (*activitiesv1.BatchCreateOutputsResponse, error) {
	outputs, err := s.record(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.BatchCreateOutputsResponse{}
	for _, o := range outputs {
		answer.Outputs = append(answer.Outputs, encodeOutput(o))
	}
	return answer, nil
}

// GetOutput answers one output.
func (s *Outputs) GetOutput(
	ctx context.Context, req *activitiesv1.GetOutputRequest,
) (*activitiesv1.Output, error) {
	o, err := store.Reading(s.DB.Read()).Output(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeOutput(o), nil
}

// ListOutputs lists outputs, oldest first.
func (s *Outputs) ListOutputs(
	ctx context.Context, req *activitiesv1.ListOutputsRequest,
) (*activitiesv1.ListOutputsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	filter := store.OutputFilter{
		Kind: enums.Text(req.GetKind()), ProgrammeID: req.GetProgrammeId(),
		From: d.Read("from_date", req.GetFromDate()), To: d.Read("to_date", req.GetToDate()),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Outputs(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(o domain.Output) string { return o.ID })
	answer := &activitiesv1.ListOutputsResponse{NextPageToken: next}
	for _, o := range list {
		answer.Outputs = append(answer.Outputs, encodeOutput(o))
	}
	return answer, nil
}

func encodeOutput(o domain.Output) *activitiesv1.Output {
	m := &activitiesv1.Output{
		Id: o.ID, Kind: enums.Value[activitiesv1.OutputKind](o.Kind), ProgrammeId: o.ProgrammeID, Date: o.Date.String(),
		LocationId: o.LocationID, WijkCode: o.Wijk.Code, WijkYear: int32(o.Wijk.Edition), Stadsdeel: o.Stadsdeel,
		RepairCategory: enums.Value[activitiesv1.RepairCategory](o.RepairCategory),
		RepairOutcome:  enums.Value[activitiesv1.RepairOutcome](o.RepairOutcome),
		ActSetting:     enums.Value[activitiesv1.ActSetting](o.ActSetting), InitiativeId: o.InitiativeID,
		DisplayName: o.Name, Recorder: o.Recorder, Withdrawn: o.Withdrawn, Etag: resource.Etag(o.Version),
		CreateTime: timestamppb.New(o.Created), UpdateTime: timestamppb.New(o.Updated),
	}
	for _, p := range o.Partners {
		m.Partners = append(m.Partners, enums.Value[activitiesv1.ProjectPartner](p))
	}
	return m
}
