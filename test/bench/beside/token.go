package beside

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// tokenFile is where a program that asks for a token leaves one, for who drives it.
const tokenFile = "token"

// LeaveToken leaves a token that the program accepts in the data folder. It is there before the program is ready.
func (o Options) LeaveToken(token string) error {
	return os.WriteFile(filepath.Join(o.Data, tokenFile), []byte(token), 0o600)
}

// Token answers the token that a program has left in its data folder: of a caller who may record.
func Token(data string) (string, error) {
	token, err := os.ReadFile(filepath.Join(data, tokenFile))
	if err != nil {
		return "", fmt.Errorf("the token that the program left: %w", err)
	}
	return strings.TrimSpace(string(token)), nil
}
