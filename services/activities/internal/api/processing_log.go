package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
)

// ProcessingLog answers ProcessingLogService. To read the log is no entry in it (Logboek Dataverwerkingen 1.0).
type ProcessingLog struct {
	activitiesv1.UnimplementedProcessingLogServiceServer
	Deps
}

// ListProcessingLines lists lines, oldest first.
func (s *ProcessingLog) ListProcessingLines(
	ctx context.Context, req *activitiesv1.ListProcessingLinesRequest,
) (*activitiesv1.ListProcessingLinesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := processinglog.List(ctx, s.DB.Read(), processinglog.Query{
		Subject: req.GetSubject(), Activity: req.GetActivity(), TraceID: req.GetTraceId(), After: after, Size: size + 1,
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, (*processingv1.ProcessingLine).GetId)
	return &activitiesv1.ListProcessingLinesResponse{ProcessingLines: list, NextPageToken: next}, nil
}
