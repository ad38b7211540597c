/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks files with Apache PDFBox Preflight against PDF/A-1b and tells the result as TAP. */
import java.io.File;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;

public class Preflight {
    static ValidationResult check(File file) throws Exception {
        PreflightParser parser = new PreflightParser(file);
        try {
            parser.parse();
            try (PreflightDocument document = parser.getPreflightDocument()) {
                document.validate();
                return document.getResult();
            }
        } catch (SyntaxValidationException refused) {
            return refused.getResult();
        }
    }

    public static void main(String[] paths) throws Exception {
        System.out.println("1.." + paths.length);
        boolean right = true;
        for (int i = 0; i < paths.length; i++) {
            ValidationResult result = check(new File(paths[i]));
            System.out.println((result.isValid() ? "ok " : "not ok ") + (i + 1) + " - PDF/A-1b " + new File(paths[i]).getName());
            for (ValidationResult.ValidationError error : result.getErrorsList())
                System.out.println("# " + error.getErrorCode() + " " + error.getDetails() + (error.getPageNumber() == null ? "" : " page " + error.getPageNumber()));
            right &= result.isValid();
        }
        System.exit(right ? 0 : 1);
    }
}
