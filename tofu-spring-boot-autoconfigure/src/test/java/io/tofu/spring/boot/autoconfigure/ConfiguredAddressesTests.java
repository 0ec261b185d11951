package io.tofu.spring.boot.autoconfigure;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConfiguredAddresses}.
 */
class ConfiguredAddressesTests {

	private static final String ADDRESS = "tofu.peer.stock.address";

	@Test
	void noServerAddressByDefault() {
		assertThat(addresses(Map.of()).ofServer()).isEmpty();
	}

	@Test
	void severalServerAddressesKeepTheirOrder() {
		assertThat(addresses(Map.of("tofu.server.address", "unix:/tmp/a.sock,tcp://127.0.0.1:0")).ofServer())
			.containsExactly("unix:/tmp/a.sock", "tcp://127.0.0.1:0");
	}

	@Test
	void serverAddressThatCannotBeReadIsReportedWithTheKeyOfTheList() {
		assertInvalid("tofu.server.address[1]",
				() -> addresses(
						Map.of("tofu.server.address[0]", "tcp://:7099", "tofu.server.address[1]", "tcp://nowhere"))
					.ofServer());
	}

	@Test
	void serverAddressThatCannotBeReadIsReportedWithTheKeyOfTheSingleValue() {
		assertInvalid("tofu.server.address",
				() -> addresses(Map.of("tofu.server.address", "tcp://:7099,http://here")).ofServer());
	}

	@Test
	void serverAddressesOfConnectionDetailsWin() {
		TofuConnectionDetails details = new TofuConnectionDetails() {

			@Override
			public List<String> getServerAddresses() {
				return List.of("tcp://127.0.0.1:0");
			}

		};
		assertThat(addresses(Map.of("tofu.server.address", "tcp://:7099"), details).ofServer())
			.containsExactly("tcp://127.0.0.1:0");
	}

	@Test
	void peerAddressesOfConnectionDetailsWinOneByOne() {
		Map<String, String> properties = Map.of(ADDRESS, "tcp://stock:1", "tofu.peer.mail.address", "tcp://mail:2",
				"tofu.peer.late.required", "true");
		TofuConnectionDetails details = withPeers(
				Map.of("stock", "unix:/tmp/stock.sock", "late", "tcp://late:3", "new", "tcp://new:4"));
		assertThat(addresses(properties, details).ofPeers()).containsOnly(Map.entry("stock", "unix:/tmp/stock.sock"),
				Map.entry("mail", "tcp://mail:2"), Map.entry("late", "tcp://late:3"), Map.entry("new", "tcp://new:4"));
	}

	@Test
	void addressOfConnectionDetailsThatCannotBeReadIsReported() {
		assertThatExceptionOfType(TofuConfigurationException.class)
			.isThrownBy(() -> addresses(Map.of(), withPeers(Map.of("stock", "stock:1"))).ofPeers())
			.withMessageContainingAll("TofuConnectionDetails", "stock", "'stock:1'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "stock:7099", "tcp://stock", "tcp://stock:0", "tcp://stock:70000", "unix:",
			"tcp://${STOCK_HOST}:7099" })
	void peerAddressThatCannotBeReadIsReportedWithItsKey(String address) {
		assertInvalid(ADDRESS, () -> addresses(Map.of(ADDRESS, address)).ofPeers());
	}

	@ParameterizedTest
	@ValueSource(strings = { "${local.tofu.address}", "tcp://127.0.0.1:${local.tofu.port}" })
	void peerAddressThatFollowsOurOwnIsReadLater(String address) {
		assertThat(addresses(Map.of(ADDRESS, address, "tofu.server.address", "tcp://:0")).ofPeers())
			.containsEntry("stock", address);
	}

	@ParameterizedTest
	@CsvSource({ "${local.tofu.address}, ''", "tcp://127.0.0.1:${local.tofu.port}, ''",
			"tcp://127.0.0.1:${local.tofu.port}, unix:/tmp/a.sock" })
	void peerAddressThatFollowsNothingIsReportedWithItsKey(String address, String server) {
		assertInvalid(ADDRESS, () -> addresses(Map.of(ADDRESS, address, "tofu.server.address", server)).ofPeers());
	}

	@Test
	void peerWithoutAddressIsReported() {
		assertThatExceptionOfType(TofuConfigurationException.class)
			.isThrownBy(() -> addresses(Map.of("tofu.peer.stock.required", "true")).ofPeers())
			.withMessageContainingAll("'stock'", ADDRESS)
			.satisfies((ex) -> assertThat(ex.action()).contains(ADDRESS, "tcp://", "unix:"));
	}

	@Test
	void peerMustNotBeNamedServer() {
		assertThatExceptionOfType(TofuConfigurationException.class)
			.isThrownBy(() -> addresses(Map.of("tofu.peer.server.address", "tcp://stock:1")).ofPeers())
			.withMessageContainingAll("tofu.peer.server", "reserved")
			.satisfies((ex) -> assertThat(ex.action()).contains("another name"));
	}

	private static void assertInvalid(String key, Runnable call) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(call::run)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(key);
				assertThat(ex.getReason()).isNotBlank();
			});
	}

	private static TofuConnectionDetails withPeers(Map<String, String> peers) {
		return new TofuConnectionDetails() {

			@Override
			public Map<String, String> getPeerAddresses() {
				return peers;
			}

		};
	}

	private static ConfiguredAddresses addresses(Map<String, String> values) {
		return addresses(values, null);
	}

	private static ConfiguredAddresses addresses(Map<String, String> values, @Nullable TofuConnectionDetails details) {
		MockEnvironment environment = new MockEnvironment();
		values.forEach(environment::setProperty);
		return new ConfiguredAddresses(Bound.properties(values), details, environment);
	}

}
