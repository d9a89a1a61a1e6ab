package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/processinglog"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
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
	lines, next, err := processinglog.Page(ctx, s.DB.Read(), req)
	if err != nil {
		return nil, err
	}
	return &activitiesv1.ListProcessingLinesResponse{ProcessingLines: lines, NextPageToken: next}, nil
}
