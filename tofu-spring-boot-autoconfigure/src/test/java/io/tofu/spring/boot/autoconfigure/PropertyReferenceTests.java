package io.tofu.spring.boot.autoconfigure;

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.tofu.spring.documentation.Documentation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference in docs/properties.md lists the properties that there are, with their
 * defaults.
 */
class PropertyReferenceTests {

	private static final String PEER = "tofu.peer.<name>.";

	private static final Pattern ROW = Pattern.compile("^\\| `([a-z.<>-]+)` \\| (?:`(.*?)`)? *\\| (.+?) \\|$",
			Pattern.MULTILINE);

	private final Map<String, Row> reference = reference();

	private record Row(@Nullable String defaultValue, String description) {
	}

	@Test
	void tellsTheMetadata() throws IOException {
		Map<String, Row> expected = new LinkedHashMap<>();
		for (JsonNode property : metadata().get("properties")) {
			String name = property.get("name").asString();
			if (!name.equals("tofu.peer")) {
				JsonNode defaultValue = property.get("defaultValue");
				expected.put(name, new Row((defaultValue != null) ? defaultValue.asString() : null,
						property.get("description").asString()));
			}
		}
		assertThat(withoutPeers()).isNotEmpty().containsExactlyInAnyOrderEntriesOf(expected);
	}

	@Test
	void listsThePropertiesOfAPeer() {
		assertThat(this.reference.keySet().stream().filter((key) -> key.startsWith(PEER)))
			.containsExactlyInAnyOrderElementsOf(values(PEER, new TofuPeerProperties()).keySet());
	}

	@Test
	void documentedDefaultsOfAPeerAreTheDefaults() {
		Map<String, String> documented = new LinkedHashMap<>();
		this.reference.forEach((key, row) -> {
			if (key.startsWith(PEER) && row.defaultValue() != null) {
				documented.put(key.replace(PEER, "peer."), row.defaultValue());
			}
		});
		assertThat(documented).isNotEmpty();
		TofuPeerProperties bound = new Binder(new MapConfigurationPropertySource(documented))
			.bind("peer", Bindable.of(TofuPeerProperties.class))
			.get();
		assertThat(bound).usingRecursiveComparison().isEqualTo(new TofuPeerProperties());
	}

	@Test
	void aPeersPropertyWithoutDocumentedDefaultHasNone() {
		Map<String, @Nullable Object> values = values(PEER, new TofuPeerProperties());
		assertThat(this.reference.entrySet()).filteredOn((entry) -> entry.getKey().startsWith(PEER))
			.filteredOn((entry) -> entry.getValue().defaultValue() == null)
			.extracting(Entry::getKey)
			.allSatisfy((key) -> assertThat(values.get(key)).as(key).isIn(null, Map.of()));
	}

	private Map<String, Row> withoutPeers() {
		Map<String, Row> rows = new LinkedHashMap<>(this.reference);
		rows.keySet().removeIf((key) -> key.startsWith(PEER));
		return rows;
	}

	private static Map<String, Row> reference() {
		Map<String, Row> rows = new LinkedHashMap<>();
		Matcher matcher = ROW.matcher(Documentation.read(Documentation.page("properties.md")));
		while (matcher.find()) {
			rows.put(matcher.group(1), new Row(matcher.group(2), matcher.group(3)));
		}
		return rows;
	}

	private static JsonNode metadata() throws IOException {
		try (InputStream json = TofuProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared().readTree(json);
		}
	}

	private static Map<String, @Nullable Object> values(String prefix, Object bean) {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		BeanWrapperImpl wrapper = new BeanWrapperImpl(bean);
		for (PropertyDescriptor descriptor : wrapper.getPropertyDescriptors()) {
			String key = prefix + descriptor.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
			Object value = wrapper.getPropertyValue(descriptor.getName());
			if (value instanceof TofuPeerProperties.Reconnect || value instanceof TofuPeerProperties.Heartbeat) {
				values.putAll(values(key + ".", value));
			}
			else if (!descriptor.getName().equals("class")) {
				values.put(key, value);
			}
		}
		return values;
	}

}
