package io.tofu.behaviour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import io.tofu.Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may connect to a Unix socket is who has the right to write to its file.
 */
class UdsPermissionsTests extends EngineBehaviour {

	UdsPermissionsTests() {
		super(Wire::uds);
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-------", "rw-rw----", "rw-rw-rw-", "-w--w--w-", "rwxrwxrwx" })
	void fileHasThePermissionsThatAreWanted(String permissions) throws IOException {
		use((options) -> options.udsPermissions(PosixFilePermissions.fromString(permissions)));
		Node server = node();
		Listener listener = server.listen(this.wire.freshServer());
		Path path = Path.of(((Address.UdsClient) listener.address()).path());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo(permissions);
		Dialogue.between(node(), server, listener.address());
		try (Stream<Path> beside = Files.list(path.getParent())) {
			assertThat(beside).containsExactlyElementsOf(List.of(path));
		}
		listener.abort();
		assertThat(path).doesNotExist();
	}

}
