package catalogue

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// AccountWith answers the catalogue of the yearly account with targets beside its indicators, given as YAML: for each indicator
// what a catalogue has under targets. Whether they are right is checked when the catalogue is read. An error says which indicator
// there is not.
func AccountWith(targets []byte) ([]byte, error) {
	var file, more yaml.Node
	if err := yaml.Unmarshal([]byte(account), &file); err != nil {
		return nil, fmt.Errorf("the catalogue: %w", err)
	}
	if err := yaml.Unmarshal(targets, &more); err != nil {
		return nil, fmt.Errorf("the targets: %w", err)
	}
	if len(more.Content) == 0 || more.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("the targets: there are none")
	}
	of := more.Content[0].Content
	for i := 0; i+1 < len(of); i += 2 {
		indicator := find(value(file.Content[0], "indicators"), of[i].Value)
		if indicator == nil {
			return nil, fmt.Errorf("the targets: there is no indicator %q", of[i].Value)
		}
		indicator.Content = append(indicator.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "targets"}, of[i+1])
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&file); err != nil {
		return nil, fmt.Errorf("the catalogue: %w", err)
	}
	return out.Bytes(), nil
}

// value answers what a mapping has under a name, nil where it has nothing.
func value(mapping *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// find answers the indicator with id, nil where there is none.
func find(list *yaml.Node, id string) *yaml.Node {
	for _, one := range list.Content {
		if at := value(one, "id"); at != nil && at.Value == id {
			return one
		}
	}
	return nil
}
