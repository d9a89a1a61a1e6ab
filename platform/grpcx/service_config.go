package grpcx

import (
	"encoding/json"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// methodName is a method as a service config names it.
type methodName struct {
	Service string `json:"service"`
	Method  string `json:"method"`
}

// serviceConfig answers how gRPC balances and retries calls (gRFC A6, A17). UNAVAILABLE alone is retried, and of
// methods only those that read: a broken connection does not tell whether a write was done. Calls of any method that
// surely never reached a server gRPC sends again by itself.
func serviceConfig() (string, error) {
	text, err := json.Marshal(map[string]any{
		"loadBalancingConfig": []any{map[string]any{"round_robin": struct{}{}}},
		"healthCheckConfig":   map[string]any{"serviceName": ""},
		// A server in trouble is not pushed under by retries: five failures stop them, ten successes undo one.
		"retryThrottling": map[string]any{"maxTokens": 10, "tokenRatio": 0.1},
		"methodConfig": []any{map[string]any{
			"name": reads(),
			"retryPolicy": map[string]any{
				"maxAttempts": 3, "initialBackoff": "0.1s", "maxBackoff": "1s", "backoffMultiplier": 3,
				"retryableStatusCodes": []string{"UNAVAILABLE"},
			},
		}},
	})
	return string(text), err
}

// reads answers the linked methods without side effects, which their names tell: Get and List (AIP-131, AIP-132).
func reads() []methodName {
	names := []methodName{}
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				method := string(service.Methods().Get(j).Name())
				if strings.HasPrefix(method, "Get") || strings.HasPrefix(method, "List") {
					names = append(names, methodName{string(service.FullName()), method})
				}
			}
		}
		return true
	})
	return names
}
