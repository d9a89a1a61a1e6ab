package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/processinglog"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// ProcessingLog answers ProcessingLogService. To read the log is no entry in it (Logboek Dataverwerkingen 1.0).
type ProcessingLog struct {
	supportv1.UnimplementedProcessingLogServiceServer
	Deps
}

// ListProcessingLines lists lines, oldest first.
func (s *ProcessingLog) ListProcessingLines(
	ctx context.Context, req *supportv1.ListProcessingLinesRequest,
) (*supportv1.ListProcessingLinesResponse, error) {
	lines, next, err := processinglog.Page(ctx, s.DB.Read(), req)
	if err != nil {
		return nil, err
	}
	return &supportv1.ListProcessingLinesResponse{ProcessingLines: lines, NextPageToken: next}, nil
}
